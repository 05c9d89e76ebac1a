using System.Collections.Immutable;

namespace Scew.Storage.Writes;

/// <summary>A column's name and type: <c>I</c> an integer, <c>T</c> a text, <c>B</c> bytes; lower case where another column's hash already covers it.</summary>
internal readonly record struct Column(string Name, char Type)
{
    /// <summary>It counts in the row's hash.</summary>
    internal bool IsTallied => char.IsUpper(Type);
}

/// <summary>
/// The tables that hold rows of the replica, in one place for insertion, tally, audit and backup. <see cref="Number"/> reaches the disk: append only; 0 means that the
/// table has no tally.
/// </summary>
internal sealed class Table
{
    internal static readonly Table Votes = new(1, "votes", "view, kind", "view I, kind I, height I, block B, vote B");
    internal static readonly Table Certificates = new(2, "certificates", "view, kind, block", "view I, kind I, block B, height I, certificate B");
    internal static readonly Table Blocks = new(3, "blocks", "number", "hash B, parent B, height I, view I, block b, bodies b");
    internal static readonly Table Heights = new(
        4,
        "heights",
        "height",
        "height I, block B, epoch I, view I, time_ms I, state_root B, results_root B, result_count I, trie_root B, history_root B, results b");
    internal static readonly Table Executed = new(5, "executed", "prefix, height, place", "prefix I, height I, place I");
    internal static readonly Table Attestations = new(6, "attestations", "height, signer", "height I, signer I, attestation B");
    internal static readonly Table Evidence = new(7, "evidence", "number", "hash B, accused I, evidence B");
    internal static readonly Table Recent = new(8, "recent", "id", "id B, time_ms I");
    internal static readonly Table Base = new(
        9,
        "base",
        "height",
        "height I, block B, epoch I, view I, time_ms I, state_root B, results_root B, result_count I, trie_root B, history_root B, frontier B");

    internal static readonly Table WindowBlocks = new(10, "window_blocks", "height", "height I, hash B, time_ms I, block b");

    internal static readonly Table Changes = new(11, "changes", "asset, version", "asset T, version I, height I, place I, timer B");

    internal static readonly Table Eras = new(12, "eras", "epoch", "epoch I, height I, founding I, handover B");

    /// <summary>The state root says what is in it.</summary>
    internal static readonly Table Registers = new(0, "registers", "kind, id", "kind I, id T, version I, bytes B");

    /// <summary>Those with a tally, by number.</summary>
    internal static readonly ImmutableArray<Table> Tallied = [Votes, Certificates, Blocks, Heights, Executed, Attestations, Evidence, Recent, Base, WindowBlocks, Changes, Eras];

    /// <summary>All, in an order in which they can be filled.</summary>
    internal static readonly ImmutableArray<Table> All = [.. Tallied, Registers];

    /// <summary>Of a counted text or of counted bytes: a hash, or the small things beside it.</summary>
    private const int UsualBytes = 64;

    private Table(int number, string name, string order, string columns)
    {
        Number = number;
        Name = name;
        Columns = [.. columns.Split(", ").Select(column => new Column(column[..^2], column[^1]))];
        var names = string.Join(", ", Columns.Select(column => column.Name));
        Insert = $"INSERT INTO {name} ({names}) VALUES ({string.Join(", ", Columns.Select(_ => "?"))})";
        InsertOnce = Insert + " ON CONFLICT DO NOTHING";
        TalliedColumns = string.Join(", ", Columns.Where(column => column.IsTallied).Select(column => column.Name));
        HashedBytes = 4 + Columns.Where(column => column.IsTallied).Sum(column => column.Type == 'I' ? sizeof(long) : UsualBytes);
        Read = $"SELECT {names} FROM {name} ORDER BY {order}";
        ReadTallied = $"SELECT {TalliedColumns} FROM {name}";
    }

    internal int Number { get; }

    internal string Name { get; }

    internal ImmutableArray<Column> Columns { get; }

    internal string Insert { get; }

    /// <summary>Room for what a row's hash is taken over, so that a row of the largest table costs few bytes.</summary>
    internal int HashedBytes { get; }

    /// <summary>Leaves a row with the same key as it is.</summary>
    internal string InsertOnce { get; }

    internal string TalliedColumns { get; }

    /// <summary>All rows in the order in which a copy needs them.</summary>
    internal string Read { get; }

    /// <summary>What a tally needs of all rows.</summary>
    internal string ReadTallied { get; }
}
