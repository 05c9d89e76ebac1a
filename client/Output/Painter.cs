namespace Scew.Cli.Output;

/// <summary>Colour for words that stand for themselves without it. Nothing else of the console writes an escape sequence.</summary>
internal sealed class Painter(OutputSettings settings, bool isTerminal)
{
    private readonly bool _paints = settings.Color switch
    {
        "always" => true,
        "never" => false,
        _ => isTerminal && !settings.Plain,
    };

    public string Bad(string word) => Paint("31", word);

    public string Doubtful(string word) => Paint("33", word);

    private string Paint(string code, string word) => _paints ? $"\u001b[{code}m{word}\u001b[0m" : word;
}
