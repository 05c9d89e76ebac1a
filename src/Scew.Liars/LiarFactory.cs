using System.Diagnostics.CodeAnalysis;

namespace Scew.Liars;

/// <summary>Why there is no liar.</summary>
public enum LiarRefusal
{
    /// <summary>There is one.</summary>
    None,

    /// <summary>Genesis is not marked <c>dev</c>: nobody lies in a real group.</summary>
    NotDevelopment,

    /// <summary>No such lie.</summary>
    UnknownKind,
}

/// <summary>The only maker of liars.</summary>
public static class LiarFactory
{
    /// <summary>Makes the liar, unless the group is a real one or the lie is unknown.</summary>
    public static LiarRefusal TryCreate(LiarKind kind, LiarContext context, out ILiar? liar)
    {
        liar = null;
        if (!context.DevGenesis)
        {
            return LiarRefusal.NotDevelopment;
        }
        liar = Create(kind, context);
        return liar is null ? LiarRefusal.UnknownKind : LiarRefusal.None;
    }

    [SuppressMessage("Maintainability", "CA1502", Justification = "One line per lie.")]
    private static Liar? Create(LiarKind kind, LiarContext context) => kind switch
    {
        LiarKind.Equivocator => new Equivocator(context),
        LiarKind.Conflicter => new Conflicter(context),
        LiarKind.Forgetter => new Forgetter(context),
        LiarKind.Nuller => new Nuller(context),
        LiarKind.Withholder => new Withholder(context),
        LiarKind.SlowLeader => new SlowLeader(context),
        LiarKind.Twin => new Twin(context),
        LiarKind.Disrupter => new Disrupter(context),
        LiarKind.Outdated => new Outdated(context),
        LiarKind.Flooder => new Flooder(context),
        LiarKind.Boaster => new Boaster(context),
        LiarKind.Censor => new Censor(context),
        LiarKind.Impersonator => new Impersonator(context),
        LiarKind.TimePusher => new TimePusher(context),
        LiarKind.FalseAttester => new FalseAttester(context),
        LiarKind.Repeater => new Repeater(context),
        LiarKind.Forker => new Forker(context),
        LiarKind.Extremist => new Extremist(context),
        LiarKind.Accuser => new Accuser(context),
        LiarKind.SilentLeader => new SilentLeader(context),
        LiarKind.Starver => new Starver(context),
        LiarKind.KeyCensor => new KeyCensor(context),
        LiarKind.WrongReceipt => new WrongReceipt(context),
        _ => null,
    };
}
