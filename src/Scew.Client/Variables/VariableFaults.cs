using System.Globalization;
using Scew.Client.Reads;
using Scew.Client.Receipts;
using Scew.Client.Submission;
using Scew.Protocol;
using Scew.Protocol.Api;
using Scew.Protocol.Requests;

namespace Scew.Client.Variables;

/// <summary>The sentences of everything that can go wrong here. None takes a key or a plaintext.</summary>
internal static class VariableFaults
{
    public static VariableException Unknown(string id, long height) =>
        new(Codes.UnknownVariable, $"there is no variable '{id}': its absence at height {Text(height)} was proven", "list the variables there are, or create it");

    public static VariableException BadId(string id) => new(Codes.BadId, $"'{id}' is no id", "use 1 to 128 of a-z 0-9 . _ : -");

    public static VariableException OutsidePrefix(string id, Account account) => new(
        Codes.OutsidePrefix, $"'{id}' lies outside the own prefix", $"begin it with {IdRules.OwnPrefix(account)}: ; only merchants and issuers create ids without a colon");

    public static VariableException NoModules() => new(
        Codes.NoModules, "this group has no secure modules, so nothing can be delegated",
        "compare ordered variables, and sum additive ones: neither needs modules");

    public static VariableException NotHanded(StoredVariable variable) => new(
        Codes.NotPermitted, $"the key of '{variable.Id}' is not here: it belongs to {variable.Owner}",
        "ask its owner to hand it to you, then take it");

    public static VariableException OtherMaster(string id, string key) => new(
        Codes.KeyLocked, $"this master secret does not open the key '{key}' of '{id}'", "import the master secret with which the variable was made");

    public static VariableException Corrupt(StoredVariable variable) => new(
        Codes.CorruptRecord, $"the record of '{variable.Id}' does not open: another master secret made its key, or a writer stored something else",
        "import the right master secret, or store the value anew: with another key, where a writer is to lose his right")
    {
        Variable = variable.Id,
    };

    public static VariableException OutOfRange(StoredVariable variable) => new(
        Codes.Overflow, $"the value of '{variable.Id}' is out of range: it lies beyond 64 bits", "set it, or sum the opposite until it fits");

    public static VariableException UnknownKey(string key) => new(Codes.UnknownKey, $"there is no registered key '{key}'", "ask the variable's owner");

    public static VariableException NotPublished(Account account) => new(
        Codes.NotFound, $"account {account} has not published a key to which anything could be sealed", "ask its holder to publish one");

    public static VariableException Refused(VerifiedReceipt receipt) => new(receipt.Code, receipt.Message ?? CodeRegistry.Get(receipt.Code).Sentence) { Receipt = receipt };

    /// <summary>Says what others changed between the first and the last reading.</summary>
    public static VariableException Stale(VerifiedReceipt receipt, VariableSet before, VariableSet now, int retries)
    {
        var changed = now.All.Zip(before.All).Where(static pair => pair.First.Version != pair.Second.Version).Select(static pair =>
            $"'{pair.First.Id}' went from version {Text(pair.Second.Version)} to {Text(pair.First.Version)}"
            + (pair.First.Value.Key == pair.Second.Value.Key ? "" : $" and has the key '{pair.First.Value.Key}' now")).ToList();
        var what = changed.Count > 0 ? string.Join(", ", changed) : "a variable changed and changed back";
        return new VariableException(
            receipt.Code,
            retries > 0 ? $"others changed it each time, {Text(retries + 1)} times: {what}" : $"it was changed by others: {what}",
            retries > 0 ? "somebody writes it all the time; try again when they pause" : "read it and decide anew")
        {
            Receipt = receipt,
        };
    }

    /// <summary>A rekey of which the first of two requests was executed, or may have been.</summary>
    public static VariableException HalfDone(string id, VariableException failure) => failure is { Code: Codes.Stale, Receipt: null }
        ? new VariableException(failure.Code, failure.Message, failure.Advice) { Done = "whoever this rekey did not name had lost the right before" }
        : new VariableException(failure.Code, $"the rekey of '{id}' is half done: {failure.Message}", failure.Code switch
        {
            // What would be stored otherwise would lie under the key that others have.
            Codes.Overflow or Codes.CorruptRecord => "run the same rekey again with a value",
            Codes.OutcomeUnknown => "run the same rekey again",
            _ => failure.Advice is { } advice ? $"{advice}, then run the same rekey again" : "run the same rekey again",
        })
        {
            Done = "whoever is not named any more has lost the right, or is about to; the value may still lie under the key that they had",
            Receipt = failure.Receipt,
            Outcome = failure.Outcome,
            Read = failure.Read,
            Subject = failure.Subject,
        };

    /// <summary>What fails from here on leaves a rekey half done.</summary>
    public static async Task<T> HalfDone<T>(this Task<T> second, string id)
    {
        try
        {
            return await second;
        }
        catch (VariableException failure)
        {
            throw HalfDone(id, failure);
        }
    }

    public static VariableException NotSettled(SubmitOutcome outcome) => outcome switch
    {
        SubmitOutcome.NotAccepted refused => new VariableException(refused.Code, "no merchant accepts the request: " + refused.Reason) { Outcome = outcome },
        SubmitOutcome.Unknown unknown => new VariableException(Codes.OutcomeUnknown, "the outcome is unknown: " + unknown.Reason, "send the same request again; it cannot be executed twice") { Outcome = outcome },
        _ => throw new InvariantException("a settled request has a receipt"),
    };

    public static VariableException Unreadable(string what, ReadOutcome<RegisterRead> read) =>
        new(!read.Conflict.IsEmpty ? Codes.EvidenceFound : read.Unverified ? Codes.VerificationFailed : Codes.Unavailable, $"{what} cannot be read: {read.Reason}")
        {
            Read = read,
            Subject = what,
        };

    public static VariableException Usage(string message, string? advice = null) => new(Codes.Usage, message, advice);

    private static string Text(long number) => number.ToString(CultureInfo.InvariantCulture);
}
