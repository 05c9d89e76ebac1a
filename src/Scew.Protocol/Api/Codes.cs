namespace Scew.Protocol.Api;

/// <summary>Names of all codes; <see cref="CodeRegistry"/> has number, HTTP status, exit code and sentence of each.</summary>
public static class Codes
{
#pragma warning disable CS1591 // A name per code; the sentences stand in the registry.
    public const string Ok = "ok";

    public const string Malformed = "malformed";
    public const string BadSignature = "bad-signature";
    public const string WrongGroup = "wrong-group";
    public const string TooLarge = "too-large";
    public const string TooCostly = "too-costly";
    public const string BadId = "bad-id";
    public const string Expired = "expired";
    public const string NotYetValid = "not-yet-valid";

    public const string NotOwner = "not-owner";
    public const string NotIssuer = "not-issuer";
    public const string UnknownWallet = "unknown-wallet";
    public const string UnknownAsset = "unknown-asset";
    public const string UnknownMachine = "unknown-machine";
    public const string UnknownTransition = "unknown-transition";
    public const string WrongState = "wrong-state";
    public const string GuardRefused = "guard-refused";
    public const string InvariantRefused = "invariant-refused";
    public const string BadInput = "bad-input";
    public const string AlreadyExists = "already-exists";
    public const string OutsidePrefix = "outside-prefix";
    public const string WrongOwner = "wrong-owner";
    public const string SameWallet = "same-wallet";
    public const string ZeroAmount = "zero-amount";
    public const string NegativeAmount = "negative-amount";
    public const string InsufficientBalance = "insufficient-balance";
    public const string Overflow = "overflow";
    public const string LimitExceeded = "limit-exceeded";
    public const string BurnRefused = "burn-refused";
    public const string ConditionFalse = "condition-false";
    public const string BadOperation = "bad-operation";
    public const string MachineRefused = "machine-refused";
    public const string NotAllowed = "not-allowed";
    public const string TooManyCalls = "too-many-calls";
    public const string UnknownVariable = "unknown-variable";
    public const string WrongContract = "wrong-contract";
    public const string UnknownKey = "unknown-key";
    public const string Stale = "stale";
    public const string BadEnvelope = "bad-envelope";
    public const string CorruptRecord = "corrupt-record";
    public const string BadCiphertext = "bad-ciphertext";
    public const string BadKey = "bad-key";
    public const string NoModules = "no-modules";
    public const string NotMember = "not-member";
    public const string BadPlan = "bad-plan";
    public const string UnknownPlan = "unknown-plan";
    public const string EpochEnding = "epoch-ending";

    public const string NotFound = "not-found";
    public const string Busy = "busy";
    public const string RateLimited = "rate-limited";
    public const string OutcomeUnknown = "outcome-unknown";
    public const string Unavailable = "unavailable";
    public const string CatchingUp = "catching-up";
    public const string StillPossible = "still-possible";
    public const string Executed = "executed";
    public const string WrongHost = "wrong-host";
    public const string UnsupportedMedia = "unsupported-media";
    public const string MethodNotAllowed = "method-not-allowed";
    public const string NotPermitted = "not-permitted";
    public const string Internal = "internal";
    public const string Pruned = "pruned";
    public const string NoToken = "no-token";

    public const string Usage = "usage";
    public const string KeyLocked = "key-locked";
    public const string BadFile = "bad-file";
    public const string NoAccess = "no-access";
    public const string VerificationFailed = "verification-failed";
    public const string EvidenceFound = "evidence-found";
    public const string Storage = "storage";
    public const string Interrupted = "interrupted";
    public const string PortInUse = "port-in-use";
    public const string FolderInUse = "folder-in-use";
    public const string BadConfiguration = "bad-configuration";
#pragma warning restore CS1591
}
