using Scew.Machines.Applications;
using Scew.Machines.Language;
using Scew.Protocol;
using Scew.Protocol.Requests;

namespace Scew.Machines.Tests.Applications;

/// <summary>A town with three merchants, a programme of points and three neighbours with accounts in it.</summary>
internal sealed class Neighbourhood
{
    public static readonly Account[] People = [.. Enumerable.Range(1, 3).Select(static one => new Account(Digest.Of([(byte)one])))];
    public static readonly Account[] Merchants = [.. Enumerable.Range(11, 3).Select(static one => new Account(Digest.Of([(byte)one])))];

    public static readonly Machine Points = Compile(ShippedTexts.Points);
    public static readonly Machine Programme = Compile(ShippedTexts.Programme);
    public static readonly Machine Lending = Compile(ShippedTexts.Lending);

    public const long DayMs = 86_400_000;

    public Neighbourhood(Machine? otherPoints = null)
    {
        var points = otherPoints ?? Points;
        Ok(Town.Create("programme", Programme, In(("name", Text("points of the quarter")), ("accounts", Text(points.Name)), ("period", Days(30))), [Merchants[0]]));
        for (var i = 0; i < Merchants.Length; i++)
        {
            Town.Fill($"till{i}", 10_000);
            Ok(Town.Do(
                "programme", "enrol", In(("merchant", Of(Merchants[i])), ("wallet", Text($"till{i}")), ("quota", Int(1000)), ("rate", Int(500)), ("prefund", Int(1000))),
                [Merchants[i], Merchants[(i + 1) % 3]]));
        }
        for (var i = 0; i < People.Length; i++)
        {
            Ok(Town.Create($"points{i}", points, In(("programme", Text("programme"))), [People[i]]));
        }
    }

    public Town Town { get; } = new() { Members = [.. Merchants] };

    public static void Ok(string? refusal) => Assert.Null(refusal);

    public static MachineValue Text(string text) => new MachineValue.Text(text);

    public static MachineValue Int(long value) => new MachineValue.Int(value);

    public static MachineValue Of(Account account) => new MachineValue.AccountRef(account);

    public static MachineValue Days(long days) => new MachineValue.Duration(days * DayMs);

    public static MachineValues In(params (string Name, MachineValue Value)[] values) =>
        values.Aggregate(MachineValues.Empty, static (all, one) => all.Set(one.Name, one.Value));

    public MachineValue In(long days) => new MachineValue.Time(Town.NowMs + days * DayMs);

    /// <summary>Merchant gives points that are open after some days and end after some.</summary>
    public string? Issue(int merchant, int person, long amount, string lot, long opensDays, long expiresAtMs, string order = "order") => Town.Do(
        $"points{person}", "issue",
        In(("order", Text(order)), ("lot", Text(lot)), ("amount", Int(amount)), ("opens", In(opensDays)), ("expires", new MachineValue.Time(expiresAtMs))), [Merchants[merchant]]);

    public string? Authorise(int person, string hold, long amount, int merchant, long days = 2) => Town.Do(
        $"points{person}", "authorise", In(("hold", Text(hold)), ("amount", Int(amount)), ("agent", Of(Merchants[merchant])), ("until", In(days))), [People[person]]);

    public string? Merchant(int merchant, int person, string transition, string hold, long? amount) => Town.Do(
        $"points{person}", transition, amount is { } many ? In(("hold", Text(hold)), ("amount", Int(many))) : In(("hold", Text(hold))), [Merchants[merchant]]);

    /// <summary>What is left in lots, by name.</summary>
    public (string Lot, long Left)[] Lots(int person) => [.. Records($"points{person}", "lots").Select(static lot => (Name(lot, "id"), Number(lot, "left")))];

    public long Merchant(int merchant, string field) =>
        Number(Records("programme", "merchants").Single(one => one.Find("id") is MachineValue.AccountRef account && account.Value == Merchants[merchant]), field);

    public IEnumerable<MachineValue.Record> Records(string asset, string value) =>
        ((MachineValue.List)Town[asset].Values.Find(value)!).Items.Cast<MachineValue.Record>();

    public static long Number(MachineValue.Record record, string field) => ((MachineValue.Int)record.Find(field)!).Value;

    public static string Name(MachineValue.Record record, string field) => ((MachineValue.Text)record.Find(field)!).Value;

    private static Machine Compile(string text) => MachineText.Compile(text).Machine!;
}
