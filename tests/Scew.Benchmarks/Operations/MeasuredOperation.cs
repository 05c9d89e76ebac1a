using Scew.Client;
using Scew.Client.Variables;
using Scew.Protocol.Registers;
using Scew.Protocol.Requests;

namespace Scew.Benchmarks.Operations;

/// <summary>One operation of one type, from plaintext to verified receipt or certified read.</summary>
internal sealed record MeasuredOperation(string Name, string Type, Func<Participant, long, CancellationToken, Task<bool>> Run)
{
    public const string OfWallet = "wallet";
    public const string OfAdditive = "homo-add-int";
    public const string OfOrdered = "homo-ope-int";

    /// <summary>Every operation of every type that has it, the wallet's first; <paramref name="made"/> gives a number that was never used, for what is created.</summary>
    public static IEnumerable<MeasuredOperation> All(ScewClient client, Func<long> made)
    {
        yield return Wallet("create", (who, _, cancel) => who.SubmitAsync(new CreateWallet(who.Numbered("w", made()), 0), cancel));
        foreach (var (name, type) in Types)
        {
            yield return Encrypted("create", name, (who, number, cancel) => who.Variables.CreateAsync(who.Numbered(type == VariableType.Additive ? "na" : "no", made()), type, number, cancellation: cancel));
        }
        yield return Wallet("get", async (who, _, cancel) =>
            (await client.ReadLinearizableAsync(new RegisterKey(RegisterKind.Wallet, who.Wallet), who.Customer.Index % client.Merchants.Length, cancel)).Value?.Wallet is not null);
        foreach (var (name, type) in Types)
        {
            yield return Encrypted("get", name, (who, _, cancel) => who.Variables.GetAsync(who.Changing(type), cancel));
        }
        yield return Wallet("set", (who, number, cancel) => who.IssueAsync(new SetValue(who.Wallet, 1_000_000 + number), cancel));
        foreach (var (name, type) in Types)
        {
            yield return Encrypted("set", name, (who, number, cancel) => who.Variables.SetAsync(who.Changing(type), number, cancellation: cancel));
        }
        yield return Wallet("sum", (who, _, cancel) => who.IssueAsync(new Sum(who.Wallet, 1), cancel));
        foreach (var (name, type) in Types)
        {
            yield return Encrypted("sum", name, (who, _, cancel) => who.Variables.SumAsync(who.Changing(type), 1, cancel));
        }
        yield return Wallet("compare", (who, number, cancel) => who.SubmitAsync(new Compare(who.Wallet, Comparison.GreaterOrEqual, number), cancel));
        foreach (var (name, type) in Types)
        {
            yield return Encrypted("compare", name, (who, number, cancel) => who.Variables.CompareAsync(who.Staying(type), Comparison.GreaterOrEqual, number, cancel));
        }
        yield return Wallet("conditional-update", (who, _, cancel) => who.SubmitAsync(
            new ConditionalUpdate(new Compare(who.Wallet, Comparison.GreaterOrEqual, 1), [new Transfer(who.Customer.Wallet, who.Wallet, 1, null)]), cancel));
        foreach (var (name, type) in Types)
        {
            yield return Encrypted("conditional-update", name, async (who, number, cancel) => (await who.Variables.UpdateAsync(
                new VariableCondition(who.Staying(type), Comparison.GreaterOrEqual, 1), [new VariableChange.Set(who.Changing(type), number)], cancel)).Done);
        }
        yield return Wallet("transfer", (who, _, cancel) => who.SubmitAsync(new Transfer(who.Customer.Wallet, who.Wallet, 1, null), cancel));
        yield return Wallet("atomic-transfer", (who, _, cancel) => who.SubmitAsync(
            new AtomicTransfer([new TransferLeg(who.Customer.Wallet, who.Wallet, 1, null), new TransferLeg(who.Wallet, who.Customer.Wallet, 1, null)]), cancel));
        yield return Wallet("balance", (who, _, cancel) => who.SubmitAsync(new Balance(who.Wallet), cancel));
        yield return Wallet("ledger", (who, _, cancel) => who.SubmitAsync(new LedgerPage(null, 100), cancel));
    }

    private static (string Name, VariableType Type)[] Types => [(OfAdditive, VariableType.Additive), (OfOrdered, VariableType.Ordered)];

    private static MeasuredOperation Wallet(string name, Func<Participant, long, CancellationToken, ValueTask<bool>> run) => new(name, OfWallet, async (who, number, cancel) => await run(who, number, cancel));

    // Whatever does not succeed throws.
    private static MeasuredOperation Encrypted<T>(string name, string type, Func<Participant, long, CancellationToken, Task<T>> run) => new(name, type, async (who, number, cancel) =>
    {
        try
        {
            return await run(who, number, cancel) is not false;
        }
        catch (VariableException refused)
        {
            await Console.Error.WriteLineAsync($"{name} of {type}: {refused.Message}");
            return false;
        }
    });
}
