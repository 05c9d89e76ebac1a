namespace Scew.Cli.Completions;

/// <summary>What a word of a command line names.</summary>
internal enum NameKind
{
    /// <summary>Nothing that is known here: a file, a number, a new name.</summary>
    None,
    Profile,
    Key,
    Merchant,
    Request,
    Wallet,
    Asset,
    Variable,
    Machine,
    Command,
}
