using System.Security.Cryptography;
using Scew.Client.Receipts;
using Scew.Homomorphic.Additive;
using Scew.Homomorphic.Keys;
using Scew.Homomorphic.Ordered;
using Scew.Keys;
using Scew.Protocol;
using Scew.Protocol.Api;
using Scew.Protocol.Requests;

namespace Scew.Client.Variables;

/// <summary>Gives a variable's key to another account, and takes one: only what the certified register confirms, for anybody can seal a file in another's name.</summary>
internal sealed class VariableHandOvers(
    VariableReads reads, VariableKeys keys, TakenKeys taken, VariableSubmission submission, SigningKey signer, MasterSecret master, Digest group)
{
    private readonly Account _account = signer.Account;

    public async Task<VerifiedReceipt> PublishAsync(CancellationToken cancellation)
    {
        using var own = master.EncryptionKey(group, _account);
        return await submission.RunAsync(new PublishKey(own.PublicKey.ToArray()), cancellation);
    }

    public async Task<byte[]> HandAsync(string id, Account receiver, CancellationToken cancellation)
    {
        if (receiver == _account)
        {
            throw VariableFaults.Usage("the receiver is the owner", "name another account");
        }
        var variables = await submission.ReadAsync([id], cancellation);
        var variable = variables.All[0];
        if (variable.Owner != _account)
        {
            throw new VariableException(Codes.NotOwner, $"'{id}' belongs to {variable.Owner}", "only the owner hands its key over");
        }
        if (variable.Type == VariableType.Additive && !VariableLabels.IsOwnKey(variable.Value.Key, _account))
        {
            throw new VariableException(Codes.BadOperation, $"the key of '{id}' may open your other additive variables as well", "give it a key of its own first");
        }
        if (!variable.Value.Readers.Contains(receiver) && !variable.Value.Writers.Contains(receiver))
        {
            // Whoever is named nowhere has no key: so a variable without names is known to have its key in no other hands.
            throw new VariableException(Codes.BadOperation, $"account {receiver} is neither reader nor writer of '{id}'", "name it first: rekey the variable with it as a reader");
        }
        var sealTo = await reads.EncryptionKeyAsync(receiver, cancellation) ?? throw VariableFaults.NotPublished(receiver);
        var file = new HandOverFile(group, signer.PublicKey, receiver, variable.Type, id, variable.Value.Key, [], []);
        file = file with { Message = Seal(file.Binding, variables.Opening(id), sealTo, receiver) };
        return (file with { Signature = signer.Sign(file.SigningBytes()) }).Encode();
    }

    public async Task<VariableView> TakeAsync(byte[] handOver, CancellationToken cancellation)
    {
        var file = HandOverFile.Parse(handOver) ?? throw new VariableException(Codes.BadFile, "this is no hand-over file", "ask the variable's owner for another");
        if (file.Group != group)
        {
            throw new VariableException(Codes.WrongGroup, "the hand-over is of another group", "use the profile of that group");
        }
        if (file.Receiver != _account)
        {
            throw new VariableException(Codes.NotPermitted, $"the hand-over is for account {file.Receiver}", "take it with that account's key");
        }
        if (!file.IsSigned)
        {
            throw new VariableException(Codes.BadFile, "the hand-over is not signed by its giver", "ask the variable's owner for another");
        }
        var variable = await reads.FindAsync(file.Id, cancellation);
        if (variable.Owner != file.Giver || variable.Type != file.Type || variable.Value.Key != file.Label)
        {
            throw new VariableException(Codes.Stale, $"'{file.Id}' has another owner or another key by now", "ask its owner to hand it once more");
        }
        var key = taken.Open(file)
            ?? throw new VariableException(Codes.KeyLocked, "the hand-over does not open: it was sealed to a key of another master secret", "publish your key again, and ask the owner to hand it once more");
        try
        {
            return await CheckAsync(file, variable, key, cancellation);
        }
        finally
        {
            CryptographicOperations.ZeroMemory(key);
        }
    }

    private async Task<VariableView> CheckAsync(HandOverFile file, StoredVariable variable, byte[] key, CancellationToken cancellation)
    {
        using ValueKey? opened = variable.Type == VariableType.Ordered ? new OrderedValueKey(new OrderedKey(key, variable.Id)) : await AdditiveAsync(variable, key, cancellation);
        var value = 0L;
        var reading = opened?.TryOpen(variable, out value) ?? VariableReading.Corrupt;
        if (reading is not (VariableReading.Value or VariableReading.OutOfRange))
        {
            throw new VariableException(Codes.BadFile, $"the key in the hand-over is not that of '{variable.Id}'", "ask its owner for another");
        }
        taken.Keep(file);
        keys.Forget(variable);
        return new VariableView(variable, reading, value);
    }

    private async Task<AdditiveValueKey?> AdditiveAsync(StoredVariable variable, byte[] key, CancellationToken cancellation)
    {
        var registered = await reads.PaillierKeyAsync(variable.Value.Key, cancellation) ?? throw VariableFaults.UnknownKey(variable.Value.Key);
        return PaillierPrivateKey.TryImport(key, registered.Key.PublicKey, out _) is { } opened ? new AdditiveValueKey(opened.PublicKey, opened, null) : null;
    }

    private static byte[] Seal(HandOver binding, ValueKey key, byte[] sealTo, Account receiver)
    {
        var seed = GC.AllocateArray<byte>(32, pinned: true);
        Randomness.Fill(seed);
        var exported = key.Export();
        try
        {
            return binding.Seal(sealTo, exported, seed) ?? throw VariableFaults.NotPublished(receiver);
        }
        finally
        {
            CryptographicOperations.ZeroMemory(exported);
            CryptographicOperations.ZeroMemory(seed);
        }
    }
}
