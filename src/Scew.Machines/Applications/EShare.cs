using Scew.Protocol.Requests;

namespace Scew.Machines.Applications;

/// <summary>
/// A neighbourhood lends tools: Start -> Ready, Ready &lt;-> Offered, Ready -> Broken, the benchmark's contract. The owner stands in the register, not among
/// the values; <c>holder</c> has the tool, <c>dueBack</c> is none unless it is offered.
/// </summary>
public static class EShare
{
    /// <summary>Its name in registers and requests.</summary>
    public const string Name = "builtin/eshare/1";

    /// <summary>Before creation.</summary>
    public const string Start = "Start";

    /// <summary>With its owner.</summary>
    public const string Ready = "Ready";

    /// <summary>Handed to somebody.</summary>
    public const string Offered = "Offered";

    /// <summary>Retired for good.</summary>
    public const string Broken = "Broken";

    private const string Title = "title";
    private const string Holder = "holder";
    private const string DueBack = "dueBack";
    private const string Deposit = "deposit";
    private const string To = "to";
    private const string Until = "until";

    private static readonly Transition Create = new(
        "create", [Start], Ready, [new(Title, MachineType.Text(80)), new(Deposit, MachineType.Amount)], Actors.Anyone, [],
        static (state, input, context) => state with
        {
            Owner = context.Caller,
            Values = state.Values
                .Set(Title, new MachineValue.Text(input.Text(Title)))
                .Set(Holder, context.Caller)
                .Set(DueBack, new MachineValue.None())
                .Set(Deposit, new MachineValue.Int(input.Int(Deposit))),
        });

    private static readonly Transition Offer = new(
        "offer", [Ready], Offered, [new(To, MachineType.Account), new(Until, MachineType.Time)], Actors.Owner("only the owner offers a tool"),
        [new Guard("the return date is in the past", static (_, input, context) => input.Time(Until) > context.TimeMs)],
        static (state, input, _) => state.With(Holder, input.Account(To)).With(DueBack, new MachineValue.Time(input.Time(Until))));

    private static readonly Transition GiveBack = new(
        "giveBack", [Offered], Ready, [],
        new Actors(
            "owner or holder", "only the owner or the holder gives a tool back",
            static (state, context) => context.Caller == state.Owner || context.Caller == state.Values.Account(Holder)),
        [],
        static (state, _, _) => state.With(Holder, state.Owner).With(DueBack, new MachineValue.None()));

    private static readonly Transition Retire = new(
        "retire", [Ready], Broken, [], Actors.Owner("only the owner retires a tool"), [], static (state, _, _) => state);

    /// <summary>The machine.</summary>
    public static Machine Machine { get; } = new(
        Name,
        [Start, Ready, Offered, Broken],
        [Broken],
        [
            new(Title, MachineType.Text(80)),
            new(Holder, MachineType.Account),
            new(DueBack, MachineType.Time.OrNone),
            new(Deposit, MachineType.Amount),
        ],
        [Create, Offer, GiveBack, Retire],
        [new MachineInvariant("a tool that is ready is with its owner", static state => state.Name != Ready || state.Values.Account(Holder) == state.Owner)]);
}
