using Microsoft.Data.Sqlite;
using Scew.Client.DevNets;
using Scew.Protocol.Codec;
using Scew.Protocol.Ordering;

namespace Scew.SystemTests.Crashes;

/// <summary>Everything that members signed, as all databases of a group show it: own votes and the signatures in certificates. Nobody may have contradicted itself.</summary>
internal sealed class SignedStatements
{
    private readonly Dictionary<(int Signer, long View), HashSet<Statement>> _signed = [];

    /// <summary>Statements found.</summary>
    public int Count => _signed.Values.Sum(one => one.Count);

    /// <summary>Reads all databases of a group, also those that are in use.</summary>
    public static SignedStatements Of(DevNet net)
    {
        var all = new SignedStatements();
        all.ReadGroup(net);
        return all;
    }

    /// <summary>Adds what all databases of a group hold.</summary>
    public void ReadGroup(DevNet net)
    {
        foreach (var merchant in net.Merchants)
        {
            ReadFolder(Path.Combine(merchant.Folder, "data"));
        }
    }

    /// <summary>Adds what the databases of one folder hold.</summary>
    public void ReadFolder(string folder)
    {
        foreach (var file in Directory.EnumerateFiles(folder, "replica.*.db", SearchOption.AllDirectories))
        {
            Read(file);
        }
    }

    /// <summary>Adds what one database holds.</summary>
    public void Read(string file)
    {
        using var database = new SqliteConnection(new SqliteConnectionStringBuilder { DataSource = file, Mode = SqliteOpenMode.ReadOnly, Pooling = false }.ToString());
        database.Open();
        foreach (var bytes in Rows(database, "SELECT vote FROM votes"))
        {
            var reader = new CodecReader(bytes);
            var vote = Vote.Decode(ref reader);
            Add(vote.Signer, vote.Statement);
        }
        foreach (var bytes in Rows(database, "SELECT certificate FROM certificates"))
        {
            var reader = new CodecReader(bytes);
            var certificate = Certificate.Decode(ref reader);
            foreach (var signature in certificate.Signatures)
            {
                Add(signature.Signer, certificate.Statement);
            }
        }
    }

    /// <summary>Fails when a member signed two blocks of one view, or both its end and its finality.</summary>
    public void NobodyContradictsItself(int? except = null)
    {
        Assert.NotEmpty(_signed);
        foreach (var signer in _signed.Keys.Select(key => key.Signer).Distinct().Where(signer => signer != except))
        {
            Assert.Empty(Contradictions(signer));
        }
    }

    /// <summary>Where a member did.</summary>
    public IEnumerable<string> Contradictions(int signer)
    {
        foreach (var ((_, view), statements) in _signed.Where(one => one.Key.Signer == signer))
        {
            var blocks = statements.Where(one => one.Kind != StatementKind.Nullify).Select(one => one.Block).Distinct().Count();
            var both = statements.Any(one => one.Kind == StatementKind.Finalize) && statements.Any(one => one.Kind == StatementKind.Nullify);
            if (blocks > 1 || both)
            {
                yield return $"member {signer} contradicts itself in view {view}: {string.Join("; ", statements)}";
            }
        }
    }

    private static List<byte[]> Rows(SqliteConnection database, string query)
    {
        using var command = database.CreateCommand();
        command.CommandText = query;
        using var reader = command.ExecuteReader();
        var rows = new List<byte[]>();
        while (reader.Read())
        {
            rows.Add((byte[])reader[0]);
        }
        return rows;
    }

    private void Add(int signer, Statement statement)
    {
        if (!_signed.TryGetValue((signer, statement.View), out var statements))
        {
            _signed.Add((signer, statement.View), statements = []);
        }
        statements.Add(statement);
    }
}
