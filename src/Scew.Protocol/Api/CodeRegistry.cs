using System.Collections.Immutable;

namespace Scew.Protocol.Api;

/// <summary>
/// The one registry of codes: refusals of execution (100 to 199, the answer is a receipt), refusals of requests (1 to 99), answers of the API (200 to 299) and
/// failures of commands and processes (300 to 399). Numbers are append only; a test holds them.
/// </summary>
public static class CodeRegistry
{
    private static readonly SortedDictionary<string, CodeEntry> ByName = new(StringComparer.Ordinal);

    static CodeRegistry()
    {
        foreach (var entry in All)
        {
            ByName.Add(entry.Name, entry);
        }
    }

    /// <summary>Every code in order of its number.</summary>
    public static ImmutableArray<CodeEntry> All { get; } =
    [
        new(0, Codes.Ok, 200, ExitCode.Ok, false, "done"),

        new(1, Codes.Malformed, 400, ExitCode.Refused, false, "the request is not well formed"),
        new(2, Codes.BadSignature, 401, ExitCode.Refused, false, "a signature is missing, surplus or does not verify"),
        new(3, Codes.WrongGroup, 409, ExitCode.Refused, false, "the request is signed for another group"),
        new(4, Codes.TooLarge, 413, ExitCode.Refused, false, "the request is too large"),
        new(5, Codes.TooCostly, 422, ExitCode.Refused, false, "the operation costs more than one request may"),
        new(6, Codes.BadId, 400, ExitCode.Refused, false, "an id is not 1 to 128 characters of a-z 0-9 . _ : -"),
        new(7, Codes.Expired, 410, ExitCode.Refused, false, "the request's validity has ended"),
        new(8, Codes.NotYetValid, 425, ExitCode.Refused, true, "the request's validity ends too far ahead to be accepted now"),

        Refusal(100, Codes.NotOwner, "the wallet or asset belongs to another account"),
        Refusal(101, Codes.NotIssuer, "only an issuer may do this"),
        Refusal(102, Codes.UnknownWallet, "there is no such wallet"),
        Refusal(103, Codes.UnknownAsset, "there is no such asset"),
        Refusal(104, Codes.UnknownMachine, "there is no such machine"),
        Refusal(105, Codes.UnknownTransition, "the machine has no such transition"),
        Refusal(106, Codes.WrongState, "the transition does not start from the asset's state"),
        Refusal(107, Codes.GuardRefused, "a guard of the transition refused"),
        Refusal(108, Codes.InvariantRefused, "the transition would break an invariant of the machine"),
        Refusal(109, Codes.BadInput, "an input is missing, surplus or of the wrong type"),
        Refusal(110, Codes.AlreadyExists, "the id is taken"),
        Refusal(111, Codes.OutsidePrefix, "this account may not create that id"),
        Refusal(112, Codes.WrongOwner, "the receiving wallet does not belong to the named account"),
        Refusal(113, Codes.SameWallet, "a transfer moves between two wallets"),
        Refusal(114, Codes.ZeroAmount, "the amount is zero"),
        Refusal(115, Codes.NegativeAmount, "the amount is negative"),
        Refusal(116, Codes.InsufficientBalance, "the balance is too small"),
        Refusal(117, Codes.Overflow, "a number would leave the range of 64-bit integers"),
        Refusal(118, Codes.LimitExceeded, "the issuer's limit would be exceeded"),
        Refusal(119, Codes.BurnRefused, "the issuer may not burn this amount from this wallet"),
        Refusal(120, Codes.ConditionFalse, "the condition does not hold"),
        Refusal(121, Codes.BadOperation, "the operation is not possible in this form"),
        Refusal(122, Codes.MachineRefused, "the machine has faults, or does not pass its checks"),
        Refusal(123, Codes.NotAllowed, "a step would use the rights of its signers beyond what they allow"),
        Refusal(124, Codes.TooManyCalls, "a step leads to more calls than its request pays for"),
        Refusal(125, Codes.UnknownVariable, "there is no such encrypted variable"),
        Refusal(126, Codes.WrongContract, "the variable is of the other encrypted type"),
        Refusal(127, Codes.UnknownKey, "there is no such registered key"),
        Refusal(128, Codes.Stale, "the variable changed since the request was made; read it and try again"),
        Refusal(129, Codes.BadEnvelope, "the secure modules cannot use the envelope"),
        Refusal(130, Codes.CorruptRecord, "the stored record is not one that its key makes"),
        Refusal(131, Codes.BadCiphertext, "a ciphertext, record or token is not one of the variable's key"),
        Refusal(132, Codes.BadKey, "the key, or the proof about it, does not hold"),
        Refusal(133, Codes.NoModules, "this group has no secure modules, so nothing can be delegated"),
        Refusal(134, Codes.NotMember, "only merchants of the group may do this"),
        Refusal(135, Codes.BadPlan, "the group cannot follow this plan"),
        Refusal(136, Codes.UnknownPlan, "no such plan was proposed"),
        Refusal(137, Codes.EpochEnding, "the next members are decided already"),

        new(200, Codes.NotFound, 404, ExitCode.NotFound, false, "there is no such thing"),
        new(201, Codes.Busy, 503, ExitCode.Unavailable, true, "the merchant is busy"),
        new(202, Codes.RateLimited, 429, ExitCode.Unavailable, true, "too many requests from this address or account"),
        new(203, Codes.OutcomeUnknown, 504, ExitCode.OutcomeUnknown, true, "the outcome is not known yet; ask again with the same request"),
        new(204, Codes.Unavailable, 503, ExitCode.Unavailable, true, "too few merchants answer"),
        new(205, Codes.CatchingUp, 503, ExitCode.Unavailable, true, "the merchant is catching up"),
        new(206, Codes.StillPossible, 409, ExitCode.OutcomeUnknown, true, "the request may still be executed"),
        new(207, Codes.Executed, 409, ExitCode.Refused, false, "the request was executed; its receipt says how"),
        new(208, Codes.WrongHost, 421, ExitCode.Unavailable, false, "the Host header names another server"),
        new(209, Codes.UnsupportedMedia, 415, ExitCode.General, false, "the body has a media type that is not accepted here"),
        new(210, Codes.MethodNotAllowed, 405, ExitCode.General, false, "the method is not allowed here"),
        new(211, Codes.NotPermitted, 403, ExitCode.Locked, false, "this is not permitted here"),
        new(212, Codes.Internal, 500, ExitCode.General, false, "an internal error"),
        new(213, Codes.Pruned, 410, ExitCode.NotFound, false, "executed, and its receipt is not kept here any more; ask another merchant, or use your file"),
        new(214, Codes.NoToken, 401, ExitCode.Locked, false, "this needs the token of the merchant's operators"),

        new(300, Codes.Usage, 400, ExitCode.Usage, false, "the command line is wrong"),
        new(301, Codes.KeyLocked, 401, ExitCode.Locked, false, "the key is locked or the passphrase is wrong"),
        new(302, Codes.BadFile, 400, ExitCode.General, false, "a file is not of the expected form"),
        new(303, Codes.NoAccess, 403, ExitCode.Storage, false, "a file or folder cannot be used"),
        new(304, Codes.VerificationFailed, 502, ExitCode.VerificationFailed, false, "an answer or a file does not verify"),
        new(305, Codes.EvidenceFound, 502, ExitCode.EvidenceFound, false, "evidence that a merchant lied was found"),
        new(306, Codes.Storage, 500, ExitCode.Storage, false, "a disk refused to write"),
        new(307, Codes.Interrupted, 499, ExitCode.Interrupted, true, "interrupted"),
        new(308, Codes.PortInUse, 500, ExitCode.General, false, "the port is in use"),
        new(309, Codes.FolderInUse, 500, ExitCode.General, false, "another process uses the data folder"),
        new(310, Codes.BadConfiguration, 500, ExitCode.Usage, false, "the configuration is wrong"),
    ];

    /// <summary>The entry of a name, or null.</summary>
    public static CodeEntry? Find(string name) => ByName.GetValueOrDefault(name);

    /// <summary>The entry of a name; an unknown name (of a newer peer) is a general refusal under its own name.</summary>
    public static CodeEntry Get(string name) => Find(name) ?? new CodeEntry(-1, name, 422, ExitCode.Refused, false, "refused: " + name);

    private static CodeEntry Refusal(int number, string name, string sentence) => new(number, name, 200, ExitCode.Refused, false, sentence);
}
