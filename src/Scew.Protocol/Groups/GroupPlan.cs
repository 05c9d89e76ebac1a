using System.Collections.Immutable;
using System.Text;
using Scew.Protocol.Accounts;
using Scew.Protocol.Codec;
using Scew.Protocol.Json;
using Scew.Protocol.Ordering;

namespace Scew.Protocol.Groups;

/// <summary>
/// Who is to order together once epoch <paramref name="Epoch"/> of the group ends: all merchants of the next era, newcomers with their consents by index (empty for those who are
/// members already). Members approve its hash, which covers genesis and epoch, so an approval changes that epoch and no other.
/// </summary>
public sealed record GroupPlan(Digest Genesis, long Epoch, ImmutableArray<Merchant> Merchants, GroupModules? Modules, ImmutableArray<byte[]> Consents)
{
    /// <summary>Most bytes of the JSON form, so that the plan and what it replaces fit one register.</summary>
    public const int MaxBytes = 24 * 1024;

    /// <summary>A plan to which no newcomer has consented yet.</summary>
    public static GroupPlan Unsigned(Digest genesis, long epoch, ImmutableArray<Merchant> merchants, GroupModules? modules) =>
        new(genesis, epoch, merchants, modules, [.. merchants.Select(static _ => Array.Empty<byte>())]);

    /// <summary>The plan with one more consent.</summary>
    public GroupPlan With(int index, byte[] signature) => this with { Consents = Consents.SetItem(index, signature) };

    /// <summary>The members of the next era; <paramref name="present"/> says since when the modules' key is the one of now.</summary>
    public Membership ToMembership(GenesisDocument present)
    {
        var kept = present.Modules is { } modules && Modules is not null && modules.Key.AsSpan().SequenceEqual(Modules.Key);
        return new Membership(Epoch + 1, Merchants, Modules, Modules is null ? 0 : kept ? present.ModulesEpoch : Epoch + 1);
    }

    /// <summary>The canonical JSON, as a request carries it.</summary>
    public string Text => Encoding.UTF8.GetString(Encode(withConsents: true));

    /// <summary>SHA-256(tag ‖ canonical JSON without the consents).</summary>
    public Digest Hash()
    {
        var writer = new CodecWriter(4096);
        writer.Tag(DomainTags.Plan);
        writer.Fixed(Encode(withConsents: false));
        return Digest.Of(writer.Written);
    }

    /// <summary>What a newcomer signs: tag and hash.</summary>
    public byte[] ConsentBytes()
    {
        var writer = new CodecWriter(64);
        writer.Tag(DomainTags.PlanConsent);
        writer.Digest(Hash());
        return writer.ToArray();
    }

    /// <summary>Reads exactly <see cref="Text"/> (one trailing line feed is allowed); null for anything else. Whether it is a good plan, <see cref="PlanRules"/> says.</summary>
    public static GroupPlan? Parse(ReadOnlySpan<byte> json)
    {
        json = json.EndsWith("\n"u8) ? json[..^1] : json;
        if (json.Length > MaxBytes)
        {
            return null;
        }
        var cursor = new JsonCursor(json);
        cursor.Expect('{');
        cursor.Name("consents"u8);
        var consents = GenesisFile.ReadConsents(ref cursor);
        cursor.Next("epoch"u8);
        var epoch = cursor.Number();
        cursor.Next("group"u8);
        var genesis = cursor.Digest();
        cursor.Next("merchants"u8);
        var merchants = GenesisReader.Merchants(ref cursor);
        cursor.Expect(',');
        var next = cursor.Name();
        GroupModules? modules = null;
        if (next.SequenceEqual("modules"u8))
        {
            modules = GenesisReader.Modules(ref cursor);
            cursor.Expect(',');
            next = cursor.Name();
        }
        cursor.FailIf(!next.SequenceEqual("version"u8));
        var version = cursor.Number();
        cursor.Expect('}');
        if (!cursor.Complete || version != 1 || consents.Length != merchants.Length)
        {
            return null;
        }
        var plan = new GroupPlan(genesis, epoch, merchants, modules, consents);
        return json.SequenceEqual(plan.Encode(withConsents: true)) ? plan : null;
    }

    /// <summary>True when the newcomer at <paramref name="index"/> signed the plan.</summary>
    public bool IsConsented(int index) =>
        Consents[index].Length == P256.SignatureBytes && P256Verifier.Create([Merchants[index].Key]) is { } key && key.Verify(0, ConsentBytes(), Consents[index]);

    private byte[] Encode(bool withConsents)
    {
        var json = new JsonWriter(4096);
        json.StartObject();
        if (withConsents)
        {
            json.Name("consents").StartArray();
            foreach (var consent in Consents)
            {
                json.Base64(consent);
            }
            json.EndArray();
        }
        json.Name("epoch").Number(Epoch).Name("group").Digest(Genesis);
        GenesisDocument.WriteMembers(json, Merchants, Modules);
        return json.Name("version").Number(1).EndObject().ToArray();
    }
}
