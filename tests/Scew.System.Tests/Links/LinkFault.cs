namespace Scew.SystemTests.Links;

/// <summary>What a proxied link does to the bytes of one direction.</summary>
internal enum LinkFault
{
    /// <summary>Passes them on.</summary>
    None,

    /// <summary>Swallows them; nobody is told. What was swallowed cannot come back, so healing resets the connection, as a firewall that lost its state does.</summary>
    Drop,

    /// <summary>Keeps them back and passes them on when healed: a short partition as TCP sees it.</summary>
    Hold,

    /// <summary>Passes them on late.</summary>
    Delay,

    /// <summary>Flips a bit now and then.</summary>
    Corrupt,

    /// <summary>Passes on one byte a second.</summary>
    Trickle,

    /// <summary>Passes on the first bytes of the next piece, then resets: RST in the middle of a frame.</summary>
    Tear,
}
