using System.Collections.Immutable;
using System.Text;
using Scew.Protocol.Codec;
using Scew.Protocol.Json;
using Scew.Protocol.Messages;
using Scew.Protocol.Ordering;
using Scew.Protocol.Requests;

namespace Scew.Protocol.Groups;

/// <summary>
/// What a group agreed on before its first block. <paramref name="Salt"/> is 128 bits (22 characters); <paramref name="Dev"/> marks a group whose keys are no
/// secret and whose members may be told to lie.
/// </summary>
public sealed record GenesisDocument(
    string Name, string Salt, bool Dev, ImmutableArray<Merchant> Merchants, ImmutableArray<Issuer> Issuers, GroupParameters Parameters)
{
    /// <summary>The secure modules, or null for a group without: then nothing can be delegated.</summary>
    public GroupModules? Modules { get; init; }

    /// <summary>Most bytes of a document or of a signed file.</summary>
    public const int MaxBytes = 256 * 1024;

    /// <summary>Most issuers.</summary>
    public const int MaxIssuers = 256;

    /// <summary>The canonical JSON.</summary>
    public byte[] Encode()
    {
        var json = new JsonWriter(4096);
        Write(json);
        return json.ToArray();
    }

    /// <summary>SHA-256(tag ‖ canonical JSON): the group's name everywhere else.</summary>
    public Digest Hash()
    {
        if (Origin is not null)
        {
            return Origin.Hash();
        }
        var writer = new CodecWriter(4096);
        writer.Tag(DomainTags.Genesis);
        writer.Fixed(Encode());
        return Digest.Of(writer.Written);
    }

    /// <summary>What a merchant signs to consent: tag and hash.</summary>
    public byte[] ConsentBytes()
    {
        var writer = new CodecWriter(64);
        writer.Tag(DomainTags.GenesisConsent);
        writer.Digest(Hash());
        return writer.ToArray();
    }

    /// <summary>Number of the membership era whose merchants and modules stand here; 0 for what genesis itself says.</summary>
    public long Epoch { get; private init; }

    /// <summary>The epoch in which the modules' key came: envelopes are sealed for it.</summary>
    public long ModulesEpoch { get; private init; }

    /// <summary>The last block of the era before, on which this one stands; null in epoch 0.</summary>
    public BlockRef? LastBlock { get; private init; }

    /// <summary>The state after that block, as members of this era attest it; null in epoch 0.</summary>
    public AttestedState? StartState { get; private init; }

    /// <summary>Genesis as it was signed; null where this is it.</summary>
    public GenesisDocument? Origin { get; private init; }

    /// <summary>The group of a later era: <paramref name="members"/> order from the block above <paramref name="last"/> on. Its hash stays that of genesis.</summary>
    public GenesisDocument In(Membership members, BlockRef last, AttestedState? startState = null) => this with
    {
        StartState = startState,
        Origin = Origin ?? this,
        Merchants = members.Merchants,
        Modules = members.Modules,
        Epoch = members.Epoch,
        ModulesEpoch = members.ModulesEpoch,
        LastBlock = last,
    };

    /// <summary>The group as the ordering protocol sees it in this epoch.</summary>
    public Group ToGroup() => new(Hash(), Epoch, Merchants.Length, LastBlock, StartState);

    /// <summary>A verifier of the members' signatures; null when a signing key is not on the curve.</summary>
    public P256Verifier? CreateVerifier() => P256Verifier.Create(Merchants.Select(merchant => merchant.Key));

    /// <summary>The windows of validity.</summary>
    public ValidityWindow Window => new(Parameters.WindowMs, Parameters.SeveralSignersWindowMs);

    /// <summary>The index of the member with this account, or null.</summary>
    public int? MemberOf(Account account)
    {
        for (var i = 0; i < Merchants.Length; i++)
        {
            if (Merchants[i].Account == account)
            {
                return i;
            }
        }
        return null;
    }

    /// <summary>The issuer with this account, or null.</summary>
    public Issuer? IssuerOf(Account account)
    {
        foreach (var issuer in Issuers)
        {
            if (issuer.Account == account)
            {
                return issuer;
            }
        }
        return null;
    }

    /// <summary>Reads exactly the bytes of <see cref="Encode"/>, with every rule of a valid group checked.</summary>
    public static ParsedGenesis Parse(ReadOnlySpan<byte> canonicalJson)
    {
        if (canonicalJson.Length > MaxBytes)
        {
            return new ParsedGenesis(GenesisFault.TooLarge, "the genesis document is larger than 262144 bytes", null);
        }
        var cursor = new JsonCursor(canonicalJson);
        var document = GenesisReader.Read(ref cursor);
        if (document is null || !cursor.Complete || !canonicalJson.SequenceEqual(document.Encode()))
        {
            return new ParsedGenesis(GenesisFault.Malformed, "the genesis document is not in its canonical form", null);
        }
        return GenesisRules.Broken(document) is { } rule
            ? new ParsedGenesis(GenesisFault.Rule, rule, null)
            : new ParsedGenesis(GenesisFault.None, "the genesis document is valid", document);
    }

    internal void Write(JsonWriter json)
    {
        json.StartObject().Name("dev").Bool(Dev).Name("issuers").StartArray();
        foreach (var issuer in Issuers)
        {
            json.StartObject().Name("account").Digest(issuer.Account.Thumbprint).Name("limit").Amount(issuer.Limit).Name("name").Text(issuer.Name).EndObject();
        }
        json.EndArray();
        WriteMembers(json, Merchants, Modules);
        json.Name("name").Text(Name).Name("parameters").StartObject();
        json.Name("advanceTimerMs").Number(Parameters.AdvanceTimerMs);
        json.Name("driftMs").Number(Parameters.DriftMs);
        json.Name("leaderTimerMs").Number(Parameters.LeaderTimerMs);
        json.Name("maxBlockBytes").Number(Parameters.MaxBlockBytes);
        json.Name("maxBlockCost").Number(Parameters.MaxBlockCost);
        json.Name("maxBlockRequests").Number(Parameters.MaxBlockRequests);
        json.Name("newAccountsPerBlock").Number(Parameters.NewAccountsPerBlock);
        json.Name("newRegistersPerBlock").Number(Parameters.NewRegistersPerBlock);
        json.Name("poolRequests").Number(Parameters.PoolRequests);
        json.Name("severalSignersWindowMs").Number(Parameters.SeveralSignersWindowMs);
        json.Name("windowMs").Number(Parameters.WindowMs).EndObject();
        json.Name("salt").Text(Salt).Name("version").Number(1).EndObject();
    }

    internal static void Write(JsonWriter json, Merchant merchant)
    {
        json.StartObject().Name("key").Raw(Encoding.ASCII.GetBytes(merchant.Key.Jwk)).Name("linkKey").Digest(merchant.LinkKeyPin);
        json.Name("name").Text(merchant.Name).Name("peer").Text(merchant.Peer).Name("url").Text(merchant.Url).EndObject();
    }

    /// <summary>The members <c>merchants</c> and, where there are some, <c>modules</c>, as genesis and plans write them.</summary>
    internal static void WriteMembers(JsonWriter json, ImmutableArray<Merchant> merchants, GroupModules? modules)
    {
        json.Name("merchants").StartArray();
        foreach (var merchant in merchants)
        {
            Write(json, merchant);
        }
        json.EndArray();
        if (modules is not null)
        {
            json.Name("modules").StartObject().Name("key").Base64(modules.Key).Name("maker").Text(modules.Maker).EndObject();
        }
    }
}
