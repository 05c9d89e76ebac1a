using System.Globalization;
using Scew.Protocol.Api;

namespace Scew.Cli.Output;

/// <summary>What <c>scew status</c> shows: a row for each merchant in 80 columns, also where names have six letters, views and heights six digits, and somebody is unreachable or catches up.</summary>
internal static class StatusTable
{
    public const string Unreachable = "unreachable";
    private const int RootLetters = 6;

    /// <summary>The rows; a merchant without a status is unreachable.</summary>
    public static string Render(IEnumerable<(string Name, StatusResponse? Status)> merchants)
    {
        var table = new TableView("name", "state", "view", "height", "cert.", "pool", "peers", "evid.", "ver.", "root") { RightAligned = new HashSet<int> { 2, 3, 4, 5, 6, 7 } };
        foreach (var (name, status) in merchants)
        {
            table.Row(status is null
                ? [name, Unreachable, "", "", "", "", "", "", "", ""]
                : [
                    name, status.State, Text(status.View), Text(status.ExecutedHeight), Text(status.CertifiedHeight), Text(status.PendingRequests), Text(status.Peers.Count(peer => peer.Connected)),
                    Text(status.EvidenceCount), status.Version, status.StateRoot.Length >= RootLetters ? status.StateRoot[..RootLetters] : status.StateRoot,
                ]);
        }
        return table.Render();
    }

    private static string Text(long number) => number.ToString(CultureInfo.InvariantCulture);
}
