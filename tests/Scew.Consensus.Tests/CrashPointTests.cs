using System.Globalization;
using Scew.Consensus.Tests.Harness;
using Scew.Protocol.Ordering;

namespace Scew.Consensus.Tests;

/// <summary>
/// A process dies at every single point between deciding to sign and sending: before each effect, after each signature, after each write. What was not synced is lost.
/// All points of the run are tried, none is sampled.
/// </summary>
public class CrashPointTests
{
    [Theory, Trait("row", "A4"), Trait("row", "C1")]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    public void A4_no_crash_makes_an_honest_key_sign_against_itself(int member)
    {
        var points = 0;
        for (var point = 1; Play(member, point, lossy: false); point++)
        {
            points++;
        }
        Assert.True(points > 60, $"{points.ToString(CultureInfo.InvariantCulture)} points");
    }

    [Fact, Trait("row", "A4")]
    public void A4_neither_while_views_fail()
    {
        var points = 0;
        for (var point = 1; Play(2, point, lossy: true); point++)
        {
            points++;
        }
        Assert.True(points > 40, $"{points.ToString(CultureInfo.InvariantCulture)} points");
    }

    /// <summary>False once the run has no such point.</summary>
    private static bool Play(int member, int point, bool lossy)
    {
        var cluster = new Cluster { FlushesApplied = point % 2 == 0 };
        var count = 0;
        var reached = false;
        cluster.CrashesHere = node => node.Index == member && !reached && (reached = ++count == point);
        // Notarize votes of every third view are lost: it is given up, and finalize and nullify come close to each other.
        cluster.Delivers = (_, _, message) => !lossy || message is not Protocol.Messages.VoteMessage { Vote.Statement: { Kind: StatementKind.Notarize, View: var view } } || view % 3 != 1;
        cluster.StartAll();
        for (var i = 0; i < 3; i++)
        {
            if (cluster.Nodes[i] is not null)
            {
                cluster.Submit(i, $"r{i}");
            }
            cluster.Run(lossy ? 1500 : 60);
            RestartDead(cluster, member);
        }
        cluster.Run(3000);
        RestartDead(cluster, member);
        cluster.Delivers = static (_, _, _) => true;
        var id = cluster.Submit((member + 1) % 4, "last");
        var where = $"member {member} point {point}";
        cluster.Run(2000);
        RestartDead(cluster, member);
        Assert.True(cluster.RunUntil(() => cluster.AllExecuted(id), 30_000), $"{where}\n{cluster.Describe()}");
        Assert.True(cluster.Failures.Count == 0, $"{where}: {string.Join('\n', cluster.Failures)}");
        Assert.All(cluster.Live, static node => Assert.Empty(node.Evidence));
        Assert.All(cluster.Live, static node => Assert.Null(node.Replica.SuspectReason));
        return reached;
    }

    private static void RestartDead(Cluster cluster, int member)
    {
        if (cluster.Nodes[member] is null)
        {
            cluster.Start(member);
        }
    }
}
