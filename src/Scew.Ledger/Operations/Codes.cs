namespace Scew.Ledger.Operations;

/// <summary>Refusal codes of execution, as the registry in Scew.Protocol.Api lists them. Those of machines stand in MachineRefusal.</summary>
internal static class Codes
{
    public const string AlreadyExists = "already-exists";
    public const string BadOperation = "bad-operation";
    public const string BurnRefused = "burn-refused";
    public const string ConditionFalse = "condition-false";
    public const string InsufficientBalance = "insufficient-balance";
    public const string LimitExceeded = "limit-exceeded";
    public const string NegativeAmount = "negative-amount";
    public const string NotIssuer = "not-issuer";
    public const string NotOwner = "not-owner";
    public const string OutsidePrefix = "outside-prefix";
    public const string Overflow = "overflow";
    public const string SameWallet = "same-wallet";
    public const string UnknownAsset = "unknown-asset";
    public const string UnknownMachine = "unknown-machine";
    public const string UnknownWallet = "unknown-wallet";
    public const string WrongOwner = "wrong-owner";
    public const string ZeroAmount = "zero-amount";
}
