using Scew.Homomorphic.Modules;
using Scew.Protocol;
using Scew.Protocol.Api;
using Scew.Protocol.Json;
using Scew.Protocol.Registers;
using Scew.Protocol.Requests;

namespace Scew.Ledger.Operations;

/// <summary>Creating and changing encrypted integers.</summary>
internal static class VariableWrites
{
    public static PreparedOperation Create(BlockScope scope, CreateVariable create, Authority authority)
    {
        if ((IssuerOperations.MayCreate(scope, create.Id, authority) ?? VariableChecks.RequireNaming(create.Writers, create.Readers)) is { } refusal)
        {
            return refusal;
        }
        if (scope.Register(RegisterKind.Variable, create.Id).Content is RegisterContent.Variable existing)
        {
            return new Refusal(
                Codes.AlreadyExists, $"there is a variable '{create.Id}' already", RefusalDetail.Text("id", create.Id), RefusalDetail.Account("owner", existing.Owner));
        }
        var cause = new ChangeCause.VariableCreated(authority.Caller, create.Contract, create.Key, create.Record, create.Writers, create.Readers);
        return Store(scope, create.Id, create.Contract, create.Key, create.Record, authority.Caller, cause, withOwner: true);
    }

    public static PreparedOperation Set(BlockScope scope, SetRecord set, Authority authority)
    {
        if (VariableChecks.FindWritable(scope, set.Id, set.Contract, set.Key, authority, out var variable) is { } refusal)
        {
            return refusal;
        }
        if (set.Expected is { } expected && Digest.Of(variable.Value.Record) != expected)
        {
            return VariableChecks.Stale(set.Id, variable, $"'{set.Id}' has another record by now");
        }
        if (VariableRules.IsForm(set.Contract, set.Record) && VariableRules.KeepsSalt(variable.Value, set.Record))
        {
            return KeptSalt(set.Id);
        }
        return Store(scope, set.Id, set.Contract, set.Key, set.Record, variable.Owner, new ChangeCause.VariableWritten(authority.Rights, set.Key, set.Record), withOwner: false);
    }

    public static PreparedOperation Sum(BlockScope scope, SumAdditive sum, Authority authority)
    {
        if (VariableChecks.FindWritable(scope, sum.Id, sum.Contract, sum.Key, authority, out var variable) is { } refusal)
        {
            return refusal;
        }
        var question = new ModuleCall.SumAdditive(VariableChecks.KeyOf(scope, variable), variable.Value.Record, sum.Addend);
        return PreparedOperation.Ask(sum.Id, question, (answer, json) => Write(scope, sum.Id, new ChangeCause.VariableWritten(authority.Rights, sum.Key, answer.Record), json, withRecord: true));
    }

    public static PreparedOperation Sum(BlockScope scope, SumOrdered sum, Authority authority, Place place)
    {
        if (VariableChecks.RequireModules(scope) is { } missing)
        {
            return missing;
        }
        if (VariableChecks.FindWritable(scope, sum.Id, sum.Contract, sum.Key, authority, out var variable) is { } refusal)
        {
            return refusal;
        }
        var question = VariableRunner.Delegated(place, DelegatedKind.SumOrdered, [(sum.Id, [], variable.Value.Record)]);
        return PreparedOperation.Ask(sum.Id, question, (answer, json) => Write(scope, sum.Id, new ChangeCause.VariableWritten(authority.Rights, sum.Key, answer.Record), json, withRecord: true));
    }

    public static PreparedOperation Rekey(BlockScope scope, Rekey rekey, Authority authority)
    {
        if (VariableChecks.Find(scope, rekey.Id, rekey.Contract, out var variable) is { } refusal)
        {
            return refusal;
        }
        if (!authority.Has(variable.Owner))
        {
            return VariableChecks.Forbidden(rekey.Id, variable.Owner, "only its owner names key, writers and readers");
        }
        if (rekey.Record.Length == 0)
        {
            return Revoke(scope, rekey, variable, authority);
        }
        if (variable.Version != rekey.Version)
        {
            return VariableChecks.Stale(rekey.Id, variable, $"'{rekey.Id}' has another version by now");
        }
        if (VariableChecks.RequireNaming(rekey.Writers, rekey.Readers) is { } malformed)
        {
            return malformed;
        }
        var cause = new ChangeCause.VariableRekeyed(authority.Rights, rekey.Key, rekey.Record, rekey.Writers, rekey.Readers);
        if (VariableRules.IsUnchanged(variable.Value, rekey.Key, rekey.Record))
        {
            return PreparedOperation.Nothing(json => Write(scope, rekey.Id, cause, json));
        }
        if (VariableRules.IsForm(rekey.Contract, rekey.Record) && VariableRules.KeepsSalt(variable.Value, rekey.Record))
        {
            return KeptSalt(rekey.Id);
        }
        return Store(scope, rekey.Id, rekey.Contract, rekey.Key, rekey.Record, variable.Owner, cause, withOwner: false);
    }

    /// <summary>Without a record it takes names away, whatever version and record there are: else a writer who writes all the time could never be shut out.</summary>
    private static PreparedOperation Revoke(BlockScope scope, Rekey rekey, RegisterContent.Variable variable, Authority authority)
    {
        var value = variable.Value;
        if (value.Key != rekey.Key)
        {
            return VariableChecks.Stale(rekey.Id, variable, $"'{rekey.Id}' has another key by now");
        }
        if (VariableChecks.RequireNaming(rekey.Writers, rekey.Readers) is { } malformed)
        {
            return malformed;
        }
        // The owner has every right, named or not; clients see by the name that the key may be in other hands.
        if (!rekey.Writers.All(one => one == variable.Owner || value.Writers.Contains(one)) || !rekey.Readers.All(one => one == variable.Owner || value.Readers.Contains(one)))
        {
            return new Refusal(Codes.BadOperation, "without a record it takes names away only; who is not named yet is named with a new record", RefusalDetail.Text("id", rekey.Id));
        }
        var cause = new ChangeCause.VariableRekeyed(authority.Rights, value.Key, value.Record, rekey.Writers, rekey.Readers);
        return PreparedOperation.Nothing(json => Write(scope, rekey.Id, cause, json));
    }

    /// <summary><c>{"contract","id","key","owner"?,"record"?,"version"}</c>: of a record that the request brought its receipt shows it already.</summary>
    public static void Write(JsonWriter json, string id, RegisterContent.Variable variable, bool withOwner, bool withRecord)
    {
        json.StartObject().Name("contract").Text(variable.Value.Contract).Name("id").Text(id).Name("key").Text(variable.Value.Key);
        if (withOwner)
        {
            json.Name("owner").Digest(variable.Owner.Thumbprint);
        }
        if (withRecord)
        {
            json.Name("record").Base64(variable.Value.Record);
        }
        json.Name("version").Number(variable.Version).EndObject();
    }

    /// <summary>A record that somebody made: under a registered key a module checks it; of an ordered one nobody can tell more than its form.</summary>
    private static PreparedOperation Store(BlockScope scope, string id, VariableType type, string key, byte[] record, Account owner, ChangeCause cause, bool withOwner)
    {
        if (type == VariableType.Ordered)
        {
            return !IdRules.IsValid(key) ? new Refusal(Codes.BadOperation, "the key's label is no id") : VariableRules.IsForm(type, record)
                ? PreparedOperation.Nothing(json => Write(scope, id, cause, json, withOwner)) : VariableChecks.BadRecord(id, "this is no ordered record");
        }
        return VariableChecks.FindKey(scope, key, owner, out var publicKey) is { } refusal
            ? refusal : PreparedOperation.Ask(id, new ModuleCall.CheckAdditive(publicKey, record), (_, json) => Write(scope, id, cause, json, withOwner));
    }

    private static void Write(BlockScope scope, string id, ChangeCause cause, JsonWriter json, bool withOwner = false, bool withRecord = false) =>
        Write(json, id, (RegisterContent.Variable)scope.Registers.Write(scope.Register(RegisterKind.Variable, id), cause), withOwner, withRecord);

    private static Refusal KeptSalt(string id) => VariableChecks.BadRecord(id, "the record keeps the salt of the one that is stored, so old tokens would work on it; make it with a new salt");
}
