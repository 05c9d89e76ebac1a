namespace Scew.Grains;

/// <summary>Keys of the grains that a merchant has one of. Every key begins with its kind (Orleans' own storage folds keys that read as hex).</summary>
public static class GrainKeys
{
    /// <summary>The ordering replica.</summary>
    public const string Replica = "replica/main";

    /// <summary>The ledger.</summary>
    public const string Ledger = "ledger/main";

    /// <summary>The registers as other silos of the merchant reach them.</summary>
    public const string Registers = "registers/main";

    /// <summary>How many grains serve edges.</summary>
    public const int Edges = 64;

    /// <summary>One of the grains that serve edges.</summary>
    public static string Edge(int number) => "edge/" + number.ToString(System.Globalization.CultureInfo.InvariantCulture);

    /// <summary>The pool of request checkers.</summary>
    public const string Ingress = "ingress/main";
}
