using System.Net;
using System.Text;

namespace Scew.Benchmarks.Reports;

/// <summary>One file that needs nothing else: plots as inline SVG, tables below them, the machine and the commit at the foot. No script, no request to anybody.</summary>
internal sealed class HtmlReport(string title, string introduction)
{
    private const string Style = """
        :root { color-scheme: light dark; --back: #fdfdfb; --text: #1d2329; --quiet: #5b6670; --line: #d9dde0;
          --series-1: #2f6fb0; --series-2: #c4622d; --series-3: #3c8a4e; --series-4: #8a5aa8; --series-5: #94751d; --series-6: #2d8390; }
        @media (prefers-color-scheme: dark) { :root { --back: #16191d; --text: #e4e7ea; --quiet: #9aa5ae; --line: #343b42;
          --series-1: #79b0e8; --series-2: #ee9a6b; --series-3: #7fc98f; --series-4: #c39be0; --series-5: #d9bd63; --series-6: #7ccbd6; } }
        body { background: var(--back); color: var(--text); font: 16px/1.5 system-ui, sans-serif; max-width: 1040px; margin: 0 auto; padding: 1.5rem 1rem 3rem; }
        h1 { font-size: 1.6rem; margin: 0 0 .5rem; } h2 { font-size: 1.2rem; margin: 2.2rem 0 .4rem; } p { max-width: 46rem; margin: .4rem 0; }
        .plots { display: grid; grid-template-columns: repeat(auto-fit, minmax(min(100%, 440px), 1fr)); gap: 1rem; margin: 1rem 0; } svg { width: 100%; height: auto; }
        .wide { overflow-x: auto; } table { border-collapse: collapse; font-size: .85rem; font-variant-numeric: tabular-nums; }
        th, td { padding: .25rem .6rem; text-align: right; border-bottom: 1px solid var(--line); white-space: nowrap; } th { color: var(--quiet); font-weight: 600; }
        .t { text-align: left; } footer { margin-top: 2.5rem; border-top: 1px solid var(--line); padding-top: .6rem; color: var(--quiet); font-size: .85rem; }
        code { font-family: ui-monospace, monospace; overflow-wrap: anywhere; }
        """;

    private readonly StringBuilder _body = new();

    /// <summary>A heading, what it shows, plots side by side and the numbers below.</summary>
    public void Add(string heading, string text, IReadOnlyList<string> plots, Table table)
    {
        _body.Append("<section>\n<h2>").Append(WebUtility.HtmlEncode(heading)).Append("</h2>\n<p>").Append(WebUtility.HtmlEncode(text)).Append("</p>\n<div class=\"plots\">\n");
        foreach (var plot in plots)
        {
            _body.Append("<div>\n").Append(plot).Append("</div>\n");
        }
        _body.Append("</div>\n").Append(table.ToHtml()).Append("</section>\n");
    }

    public string Render(Machine machine) => $"""
        <!DOCTYPE html>
        <html lang="en">
        <head>
        <meta charset="utf-8">
        <meta name="viewport" content="width=device-width, initial-scale=1">
        <title>{WebUtility.HtmlEncode(title)}</title>
        <style>
        {Style}
        </style>
        </head>
        <body>
        <h1>{WebUtility.HtmlEncode(title)}</h1>
        <p>{WebUtility.HtmlEncode(introduction)}</p>
        {_body}<footer>
        <p>{WebUtility.HtmlEncode(machine.Description)}</p>
        <p>Commit <code>{WebUtility.HtmlEncode(machine.Commit)}</code>, <code>{WebUtility.HtmlEncode(machine.Command)}</code></p>
        </footer>
        </body>
        </html>

        """;
}
