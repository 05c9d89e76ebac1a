namespace Scew.Cli.Output;

/// <summary>What the process returns to the shell; <c>scew doc exit-codes</c> prints the table.</summary>
internal static class ExitCodes
{
    public const int Ok = 0;
    public const int General = 1;
    public const int Usage = 2;
    public const int NotFound = 3;
    public const int Locked = 4;
    public const int Refused = 5;
    public const int OutcomeUnknown = 6;
    public const int Unavailable = 7;
    public const int VerificationFailed = 8;
    public const int EvidenceFound = 9;
    public const int Storage = 74;
    public const int Interrupted = 130;

    public static IReadOnlyList<(int Code, string Meaning)> Table { get; } =
    [
        (Ok, "the result is on stdout"),
        (General, "failed for another reason"),
        (Usage, "the command line is wrong; nothing was sent"),
        (NotFound, "there is no such wallet, asset, variable, request, key or file"),
        (Locked, "the key is locked or the passphrase is wrong"),
        (Refused, "refused by a contract or by validation; a receipt or a reason says why"),
        (OutcomeUnknown, "outcome unknown: ask again with the same request id"),
        (Unavailable, "no merchant answers, or too few for a quorum"),
        (VerificationFailed, "an answer or a file does not verify"),
        (EvidenceFound, "evidence that a merchant lied was found"),
        (Storage, "a disk refused to write"),
        (Interrupted, "interrupted"),
    ];
}
