using System.Collections.Immutable;
using Scew.Homomorphic.Additive;
using Scew.Protocol;
using Scew.Protocol.Api;
using Scew.Protocol.Registers;
using Scew.Protocol.Requests;

namespace Scew.Ledger.Operations;

/// <summary>Checks that several operations on encrypted integers share. Each gives null, or the refusal.</summary>
internal static class VariableChecks
{
    /// <summary>The variable is there, and of this type.</summary>
    public static Refusal? Find(BlockScope scope, string id, VariableType type, out RegisterContent.Variable variable)
    {
        variable = (scope.Register(RegisterKind.Variable, id).Content as RegisterContent.Variable)!;
        if (variable is null)
        {
            return new Refusal(Codes.UnknownVariable, $"there is no variable '{id}'", RefusalDetail.Text("id", id));
        }
        return variable.Value.Type == type ? null : new Refusal(
            Codes.WrongContract, $"'{id}' is '{variable.Value.Contract}'", RefusalDetail.Text("contract", variable.Value.Contract), RefusalDetail.Text("id", id));
    }

    /// <summary>As <see cref="Find"/>, for its owner and its readers.</summary>
    public static Refusal? FindReadable(BlockScope scope, string id, VariableType type, Authority authority, out RegisterContent.Variable variable) =>
        Find(scope, id, type, out variable) ?? (variable.MayRead(authority.Rights) ? null : Forbidden(id, variable.Owner, "only its owner and the readers that he names read it"));

    /// <summary>As <see cref="Find"/>, for its owner and its writers, and for a record that was made under the key that the variable has.</summary>
    public static Refusal? FindWritable(BlockScope scope, string id, VariableType type, string key, Authority authority, out RegisterContent.Variable variable)
    {
        if (Find(scope, id, type, out variable) is { } refusal)
        {
            return refusal;
        }
        if (!variable.MayWrite(authority.Rights))
        {
            return Forbidden(id, variable.Owner, "only its owner and the writers that he names write it");
        }
        return variable.Value.Key == key ? null : Stale(id, variable, $"'{id}' has another key by now");
    }

    public static Refusal Forbidden(string id, Account owner, string rule) =>
        new(Codes.NotOwner, $"'{id}' belongs to another account; {rule}", RefusalDetail.Text("id", id), RefusalDetail.Account("owner", owner));

    public static Refusal Stale(string id, RegisterContent.Variable variable, string message) => new(
        Codes.Stale, message + "; read it and try again",
        RefusalDetail.Text("id", id), RefusalDetail.Text("key", variable.Value.Key), RefusalDetail.Amount("version", variable.Version));

    public static Refusal BadRecord(string id, string message) => new(Codes.BadCiphertext, message, RefusalDetail.Text("id", id));

    /// <summary>Modules hold the key that genesis names; a group without one delegates nothing.</summary>
    public static Refusal? RequireModules(BlockScope scope) =>
        scope.Parameters.HasModules ? null : new Refusal(Codes.NoModules, "this group has no secure modules, so nothing can be delegated to them");

    /// <summary>At most 16 accounts, each once; the request's form says so too.</summary>
    public static Refusal? RequireNaming(ImmutableArray<Account> writers, ImmutableArray<Account> readers) =>
        VariableRules.IsNaming(writers) && VariableRules.IsNaming(readers)
            ? null : new Refusal(Codes.BadOperation, $"a variable names at most {RequestLimits.MaxNamed} writers and readers, each once");

    /// <summary>1 to 100 distinct variables.</summary>
    public static Refusal? RequireRange(ImmutableArray<string> ids) =>
        ids.Length is >= 1 and <= RequestLimits.MaxIds && ids.Distinct(StringComparer.Ordinal).Count() == ids.Length
            ? null : new Refusal(Codes.BadOperation, $"a range query names 1 to {RequestLimits.MaxIds} variables, each once");

    /// <summary>The registered key that a new record is to lie under; it belongs to whoever owns the variable, else its owner could not read it.</summary>
    public static Refusal? FindKey(BlockScope scope, string id, Account owner, out byte[] publicKey)
    {
        publicKey = [];
        if (scope.Registers[VariableKeys.Paillier(id)].Content is not RegisterContent.PaillierKey key)
        {
            return new Refusal(Codes.UnknownKey, $"there is no key '{id}'", RefusalDetail.Text("key", id));
        }
        if (key.Owner != owner)
        {
            return new Refusal(
                Codes.NotOwner, $"the key '{id}' belongs to another account than the variable", RefusalDetail.Text("key", id), RefusalDetail.Account("owner", key.Owner));
        }
        publicKey = key.Value.PublicKey;
        return null;
    }

    /// <summary>The key of a variable that is there; keys never go.</summary>
    public static byte[] KeyOf(BlockScope scope, RegisterContent.Variable variable)
    {
        var key = scope.Registers[VariableKeys.Paillier(variable.Value.Key)].Content as RegisterContent.PaillierKey;
        Invariant.Require(key is not null, "the key of a variable is registered, and was loaded with it");
        return key.Value.PublicKey;
    }

    /// <summary>The request paid for keys of this size.</summary>
    public static Refusal? RequireSize(string id, byte[] publicKey, int bits)
    {
        var actual = PaillierPublicKey.ModulusOf(publicKey).Length * 8;
        return actual <= bits ? null : new Refusal(
            Codes.BadOperation, $"the key of '{id}' has {actual} bits, more than the {bits} that the request says and pays for",
            RefusalDetail.Amount("bits", actual), RefusalDetail.Text("id", id));
    }
}
