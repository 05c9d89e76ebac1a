using Scew.Homomorphic.Additive;
using Scew.Homomorphic.Modules;
using Scew.Protocol.Api;
using Scew.Protocol.Registers;
using Scew.Protocol.Requests;

namespace Scew.Ledger.Operations;

/// <summary>Keys of encrypted integers, and keys to which others seal.</summary>
internal static class KeyOperations
{
    public static PreparedOperation Create(BlockScope scope, KeyCreate create, Authority authority)
    {
        if (IssuerOperations.MayCreate(scope, create.Id, authority) is { } refusal)
        {
            return refusal;
        }
        var register = scope.Registers[VariableKeys.Paillier(create.Id)];
        if (register.Content is RegisterContent.PaillierKey existing)
        {
            return new Refusal(Codes.AlreadyExists, $"there is a key '{create.Id}' already", RefusalDetail.Text("id", create.Id), RefusalDetail.Account("owner", existing.Owner));
        }
        if (create.Sealed.Length == 0)
        {
            return new Refusal(Codes.BadKey, "a key is registered with its private half, sealed", RefusalDetail.Text("id", create.Id));
        }
        var owner = authority.Caller;
        // The proof is for this account and id: nobody registers somebody else's key as his own.
        var question = new ModuleCall.CheckKey(create.PublicKey, create.Proof, ModulusProof.ContextOf(scope.Parameters.Genesis, owner, create.Id));
        return PreparedOperation.Ask(create.Id, question, (_, json) =>
        {
            scope.Registers.Write(register, new ChangeCause.KeyRegistered(owner, create.PublicKey, create.Proof, create.Sealed));
            json.StartObject().Name("id").Text(create.Id).Name("owner").Digest(owner.Thumbprint).EndObject();
        });
    }

    public static PreparedOperation Publish(BlockScope scope, PublishKey publish, Authority authority)
    {
        var account = authority.Caller;
        if (!scope.IsPublicKey(publish.Key))
        {
            return new Refusal(Codes.BadKey, "an encryption key is a point of P-256 in 65 bytes", RefusalDetail.Account("account", account));
        }
        return PreparedOperation.Nothing(json =>
        {
            scope.Registers.Write(scope.Register(RegisterKind.EncryptionKey, account.ToString()), new ChangeCause.EncryptionKeyPublished(account, publish.Key));
            json.StartObject().Name("account").Digest(account.Thumbprint).Name("key").Base64(publish.Key).EndObject();
        });
    }
}
