using System.Globalization;

namespace Scew.Storage.Tests;

/// <summary>Where an edit is noticed first.</summary>
internal enum Found
{
    /// <summary>The store does not open.</summary>
    AtOpening,

    /// <summary>The store opens; the read that would serve the row refuses.</summary>
    OnRead,

    /// <summary>No read shows it: it is the audit, or for registers the trie root that the caller checks at its start.</summary>
    ByAudit,
}

/// <summary>Something that an administrator can do to rows, and where that is found: in a database whose rows the opening counts, and in one that has too many for that.</summary>
internal sealed record DatabaseEdit(string Sql, Found Small, Found Large)
{
    /// <summary>By table. Views and heights 23 to 32 are above the base, 22.</summary>
    internal static readonly DatabaseEdit[] All =
    [
        new("UPDATE votes SET height = height + 1 WHERE view = 25", Found.AtOpening, Found.AtOpening),
        new("DELETE FROM votes WHERE view = 25", Found.AtOpening, Found.AtOpening),
        new("DELETE FROM votes", Found.AtOpening, Found.AtOpening),
        new("INSERT INTO votes SELECT view + 100, kind, height, block, vote FROM votes WHERE view = 25", Found.AtOpening, Found.AtOpening),
        new("INSERT INTO votes SELECT * FROM old_votes WHERE view = 9", Found.AtOpening, Found.AtOpening),
        new(Swap("votes", "vote", "view"), Found.AtOpening, Found.AtOpening),
        new("UPDATE certificates SET height = height + 1 WHERE view = 25", Found.AtOpening, Found.OnRead),
        new("DELETE FROM certificates WHERE view = 25 AND kind = 3", Found.AtOpening, Found.ByAudit),
        new("INSERT INTO certificates SELECT view + 100, kind, block, height, certificate FROM certificates WHERE view = 25", Found.AtOpening, Found.OnRead),
        new(Swap("certificates", "certificate", "view", "kind"), Found.AtOpening, Found.OnRead),
        new("UPDATE blocks SET view = view + 1 WHERE height = 25", Found.AtOpening, Found.ByAudit),
        new("DELETE FROM blocks WHERE height = 25", Found.AtOpening, Found.OnRead),
        new(Swap("blocks", "bodies", "height"), Found.OnRead, Found.OnRead),
        new(Swap("blocks", "block", "height"), Found.OnRead, Found.OnRead),
        new(Swap("blocks", "parent", "height"), Found.AtOpening, Found.OnRead),
        new("UPDATE heights SET time_ms = time_ms + 1 WHERE height = 25", Found.AtOpening, Found.ByAudit),
        new("UPDATE heights SET result_count = result_count - 1 WHERE height = 25", Found.AtOpening, Found.OnRead),
        new("DELETE FROM heights WHERE height = 25", Found.AtOpening, Found.OnRead),
        new("DELETE FROM heights WHERE height = 32", Found.AtOpening, Found.OnRead),
        new(
            "INSERT INTO heights SELECT 33, block, epoch, view, time_ms, state_root, results_root, result_count, trie_root, history_root, results FROM heights WHERE height = 32",
            Found.AtOpening, Found.OnRead),
        new(Swap("heights", "results", "height"), Found.OnRead, Found.OnRead),
        new(Swap("heights", "trie_root", "height"), Found.AtOpening, Found.OnRead),
        new(Swap("heights", "block", "height"), Found.AtOpening, Found.OnRead),
        new("UPDATE executed SET place = place + 1 WHERE height = 25", Found.AtOpening, Found.OnRead),
        new("DELETE FROM executed WHERE height = 25", Found.AtOpening, Found.OnRead),
        new("INSERT INTO executed SELECT prefix + 1, height, place FROM executed WHERE height = 25", Found.AtOpening, Found.OnRead),
        new("UPDATE registers SET version = version + 1 WHERE id = 'w00001'", Found.OnRead, Found.OnRead),
        new("DELETE FROM registers WHERE id = 'w00001'", Found.ByAudit, Found.ByAudit),
        new("INSERT INTO registers SELECT kind, 'w99999', version, bytes FROM registers WHERE id = 'w00001'", Found.OnRead, Found.OnRead),
        new(
            "UPDATE registers SET bytes = (SELECT o.bytes FROM old_registers o WHERE o.id = registers.id), version = (SELECT o.version FROM old_registers o WHERE o.id = registers.id) "
                + "WHERE id IN (SELECT o.id FROM old_registers o WHERE o.version < registers.version)",
            Found.ByAudit, Found.ByAudit),
        new(
            "UPDATE registers SET bytes = (SELECT r.bytes FROM registers r WHERE r.id = CASE WHEN registers.id = 'w00001' THEN 'w00002' ELSE 'w00001' END) "
                + "WHERE id IN ('w00001', 'w00002')",
            Found.OnRead, Found.OnRead),
        new("UPDATE attestations SET signer = 2 WHERE height = 25", Found.AtOpening, Found.OnRead),
        new("DELETE FROM attestations WHERE height = 25", Found.AtOpening, Found.ByAudit),
        new("INSERT INTO attestations SELECT height, 3, attestation FROM attestations WHERE height = 25", Found.AtOpening, Found.OnRead),
        new(Swap("attestations", "attestation", "height"), Found.AtOpening, Found.OnRead),
        new("UPDATE evidence SET accused = 2", Found.AtOpening, Found.AtOpening),
        new("DELETE FROM evidence", Found.AtOpening, Found.AtOpening),
        new("UPDATE recent SET time_ms = time_ms + 1", Found.AtOpening, Found.OnRead),
        new("DELETE FROM recent", Found.AtOpening, Found.OnRead),
        new("UPDATE window_blocks SET time_ms = time_ms + 1", Found.AtOpening, Found.OnRead),
        new("UPDATE window_blocks SET height = height - 1", Found.AtOpening, Found.OnRead),
        new("UPDATE window_blocks SET block = hash", Found.OnRead, Found.OnRead),
        new("DELETE FROM window_blocks", Found.AtOpening, Found.ByAudit),
        new("UPDATE changes SET height = height - 1 WHERE asset = 'zz00032'", Found.AtOpening, Found.ByAudit),
        new("UPDATE changes SET version = version + 1 WHERE asset = (SELECT max(asset) FROM changes WHERE place >= 0)", Found.AtOpening, Found.ByAudit),
        new("UPDATE changes SET place = -1 WHERE height = 25", Found.AtOpening, Found.OnRead),
        new("UPDATE changes SET place = 9999 WHERE height = 25", Found.AtOpening, Found.ByAudit),
        new("DELETE FROM changes WHERE asset = 'zz00032'", Found.AtOpening, Found.ByAudit),
        new("INSERT INTO changes SELECT 'other', version, height, place, timer FROM changes WHERE height = 25 AND place = 0", Found.AtOpening, Found.ByAudit),
        new("UPDATE eras SET founding = 1 - founding", Found.AtOpening, Found.AtOpening),
        new("UPDATE eras SET height = height + 1", Found.AtOpening, Found.AtOpening),
        new("DELETE FROM eras", Found.AtOpening, Found.AtOpening),
        new("UPDATE base SET view = view + 1", Found.AtOpening, Found.AtOpening),
        new("UPDATE base SET height = height + 1", Found.AtOpening, Found.AtOpening),
        new("DELETE FROM base", Found.AtOpening, Found.AtOpening),
        new("UPDATE lease SET lease = floor", Found.AtOpening, Found.AtOpening),
        new("UPDATE lease SET counter = counter + 1", Found.AtOpening, Found.AtOpening),
        new("UPDATE lease SET counter = counter - 1", Found.AtOpening, Found.AtOpening),
        new("UPDATE lease SET applied = applied - 1", Found.AtOpening, Found.AtOpening),
        new("UPDATE lease SET activation = NULL", Found.AtOpening, Found.AtOpening),
        new("UPDATE lease SET doubt = 1", Found.AtOpening, Found.AtOpening),
        new("DELETE FROM lease", Found.AtOpening, Found.AtOpening),
        new("DELETE FROM lease; INSERT INTO lease SELECT * FROM old_lease", Found.AtOpening, Found.AtOpening),
        new("UPDATE identity SET member = 2", Found.AtOpening, Found.AtOpening),
        new("DELETE FROM identity", Found.AtOpening, Found.AtOpening),
        new("UPDATE schema_version SET version = version + 100", Found.AtOpening, Found.AtOpening),
        new("INSERT INTO schema_version SELECT 99, name, hash FROM schema_version WHERE version = 1", Found.AtOpening, Found.AtOpening),
        new("DELETE FROM schema_version", Found.AtOpening, Found.AtOpening),
    ];

    internal static string Swap(string table, string column, params string[] key)
    {
        var same = string.Concat(key.Skip(1).Select(name => string.Create(CultureInfo.InvariantCulture, $" AND x.{name} = {table}.{name}")));
        return $"UPDATE {table} SET {column} = (SELECT x.{column} FROM {table} x WHERE x.{key[0]} = CASE WHEN {table}.{key[0]} = 25 THEN 26 ELSE 25 END{same}) "
            + $"WHERE {key[0]} IN (25, 26)";
    }
}
