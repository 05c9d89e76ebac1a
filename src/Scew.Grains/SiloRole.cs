namespace Scew.Grains;

/// <summary>What a process of a merchant's cluster does.</summary>
public enum SiloRole
{
    /// <summary>Orders, executes and writes: the database is open here. A merchant has one at a time; a second one stands by.</summary>
    Ordering,

    /// <summary>Runs asset grains: their validation and memory are spread over such silos. No database.</summary>
    Registers,

    /// <summary>Runs the secure module, and has its key. No database.</summary>
    Secure,

    /// <summary>Serves customers and forwards what they ask to the ordering silo. Hosts no grains.</summary>
    Edge,
}
