namespace Scew.Liars;

/// <summary>The named lies. Append only.</summary>
public enum LiarKind
{
    /// <summary>As leader sends different proposals to different peers, and votes for both.</summary>
    Equivocator = 1,

    /// <summary>Notarizes, nullifies and finalizes whatever is proposed.</summary>
    Conflicter = 2,

    /// <summary>Restarts with its votes, lease and certificates forgotten.</summary>
    Forgetter = 3,

    /// <summary>Gives every view up, and never proposes or notarizes.</summary>
    Nuller = 4,

    /// <summary>Tells few, and serves nobody.</summary>
    Withholder = 5,

    /// <summary>Proposes just before the others give up.</summary>
    SlowLeader = 6,

    /// <summary>Runs twice with one key.</summary>
    Twin = 7,

    /// <summary>Signs small variations of its votes.</summary>
    Disrupter = 8,

    /// <summary>Replays old messages.</summary>
    Outdated = 9,

    /// <summary>Sends heaps of votes for far views and questions for nothing.</summary>
    Flooder = 10,

    /// <summary>Claims heights and views that it does not have.</summary>
    Boaster = 11,

    /// <summary>As leader leaves all requests out.</summary>
    Censor = 12,

    /// <summary>Signs in other members' names.</summary>
    Impersonator = 13,

    /// <summary>As leader dates its blocks as far ahead as it may, and further.</summary>
    TimePusher = 14,

    /// <summary>Attests different states to different peers.</summary>
    FalseAttester = 15,

    /// <summary>Answers a client with a result that did not happen.</summary>
    WrongReceipt = 16,

    /// <summary>As leader repeats requests of earlier blocks.</summary>
    Repeater = 17,

    /// <summary>As leader extends an older block than the highest notarised one.</summary>
    Forker = 18,

    /// <summary>Sends the least and the greatest numbers, empty lists and unasked answers.</summary>
    Extremist = 19,

    /// <summary>Shows true evidence against itself and false evidence against others.</summary>
    Accuser = 20,

    /// <summary>Alive and well, but never proposes.</summary>
    SilentLeader = 21,

    /// <summary>Serves exactly 2f+1 members and starves the other f.</summary>
    Starver = 22,

    /// <summary>Works against one account's requests only.</summary>
    KeyCensor = 23,
}
