using System.Text;
using System.Text.Json.Nodes;
using Scew.Keys.Files;

namespace Scew.Keys.Tests;

public class KeyFileTamperingTests
{
    public static TheoryData<string, string> ChangesThatTheTagFinds() => new()
    {
        { "account", "\"AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA\"" },
        { "cipher.iv", "\"AAAAAAAAAAAAAAAA\"" },
        { "dev", "true" },
        { "kdf.iterations", "600001" },
        { "kdf.salt", "\"AAAAAAAAAAAAAAAAAAAAAA\"" },
        { "name", "\"bob\"" },
    };

    public static TheoryData<string, string, KeyFault> ChangesThatTheReaderFinds() => new()
    {
        { "account", "\"short\"", KeyFault.Malformed },
        { "account", "7", KeyFault.Malformed },
        { "cipher.iv", "\"AAAAAAAAAAAAAAAAAAAA\"", KeyFault.Malformed },
        { "cipher.iv", "\"AAAAAAAAAAAAAA==\"", KeyFault.Malformed },
        { "cipher.name", "\"AES-CBC\"", KeyFault.Malformed },
        { "cipher", "[]", KeyFault.Malformed },
        { "data", "\"\"", KeyFault.Malformed },
        { "data", "\"AAAA\"", KeyFault.Malformed },
        { "dev", "\"false\"", KeyFault.Malformed },
        { "kdf.hash", "\"SHA-1\"", KeyFault.Malformed },
        { "kdf.name", "\"scrypt\"", KeyFault.Malformed },
        { "kdf.salt", "\"AAAA\"", KeyFault.Malformed },
        { "kdf.iterations", "599999", KeyFault.TooWeak },
        { "kdf.iterations", "1", KeyFault.TooWeak },
        { "kdf.iterations", "-600000", KeyFault.TooWeak },
        { "kdf.iterations", "10000001", KeyFault.TooCostly },
        { "kdf.iterations", "9007199254740993", KeyFault.TooCostly },
        { "kdf.iterations", "600000.5", KeyFault.Malformed },
        { "kdf.iterations", "1e99", KeyFault.Malformed },
        { "kind", "\"link\"", KeyFault.Malformed },
        { "kind", "\"other\"", KeyFault.Malformed },
        { "name", "\"../../etc/passwd\"", KeyFault.BadName },
        { "name", "\"\\ud800\"", KeyFault.Malformed },
        { "version", "2", KeyFault.UnsupportedVersion },
        { "version", "\"1\"", KeyFault.Malformed },
        { "more", "1", KeyFault.Malformed },
        { "cipher.more", "1", KeyFault.Malformed },
        { "kdf.more", "1", KeyFault.Malformed },
    };

    [Theory]
    [MemberData(nameof(ChangesThatTheTagFinds))]
    public void A_changed_field_of_the_right_form_fails_on_opening(string path, string value) =>
        Assert.Equal(KeyFault.WrongPassphrase, KeyFile.Parse(Changed(path, value)).Value!.OpenSigning(Sealed.Passphrase).Fault);

    [Theory]
    [MemberData(nameof(ChangesThatTheReaderFinds))]
    public void A_changed_field_of_a_wrong_form_is_named(string path, string value, KeyFault fault)
    {
        var result = KeyFile.Parse(Changed(path, value));
        Assert.Equal(fault, result.Fault);
        Assert.False(string.IsNullOrWhiteSpace(result.Problem!.Message));
    }

    [Theory]
    [InlineData(0)]
    [InlineData(137)]
    [InlineData(153)]
    public void A_changed_byte_of_key_or_tag_fails_on_opening(int index)
    {
        var json = Sealed.Json();
        var data = KeyFile.Parse(Sealed.SigningFile).Value!.Data;
        data[index] ^= 1;
        json["data"] = Scew.Protocol.Base64Url.Encode(data);
        Assert.Equal(KeyFault.WrongPassphrase, KeyFile.Parse(Bytes(json)).Value!.OpenSigning(Sealed.Passphrase).Fault);
    }

    [Fact]
    public void A_signing_key_passed_off_as_a_link_key_fails_on_opening()
    {
        var json = Sealed.Json();
        json["pin"] = json["account"]!.DeepClone();
        json.Remove("account");
        json["kind"] = "link";
        Assert.Equal(KeyFault.WrongPassphrase, KeyFile.Parse(Bytes(json)).Value!.OpenLink(Sealed.Passphrase).Fault);
    }

    [Fact]
    public void Every_member_is_needed_and_none_may_be_there_twice()
    {
        foreach (var member in Sealed.Json())
        {
            var json = Sealed.Json();
            json.Remove(member.Key);
            Assert.Equal(KeyFault.Malformed, KeyFile.Parse(Bytes(json)).Fault);
            var text = Encoding.UTF8.GetString(Sealed.SigningFile).TrimEnd();
            var twice = text[..^1] + $",\"{member.Key}\":{member.Value!.ToJsonString()}}}";
            Assert.Equal(KeyFault.Malformed, KeyFile.Parse(Encoding.UTF8.GetBytes(twice)).Fault);
        }
    }

    [Fact]
    public void No_bytes_at_all_make_the_reader_throw()
    {
        var random = new Random(17);
        for (var i = 0; i < Sealed.SigningFile.Length; i++)
        {
            Assert.False(KeyFile.Parse(Sealed.SigningFile.AsMemory(0, Math.Min(i, Sealed.SigningFile.Length - 2))).Ok);
            for (var round = 0; round < 8; round++)
            {
                var changed = (byte[])Sealed.SigningFile.Clone();
                changed[i] = (byte)random.Next(256);
                Assert.NotNull(KeyFile.Parse(changed));
            }
        }
        Assert.Equal(KeyFault.TooLarge, KeyFile.Parse(new byte[KeyFile.MaxBytes + 1]).Fault);
        Assert.Equal(KeyFault.Malformed, KeyFile.Parse(Encoding.ASCII.GetBytes(new string('[', 5000))).Fault);
        Assert.Equal(KeyFault.Malformed, KeyFile.Parse("[1]"u8.ToArray()).Fault);
    }

    private static byte[] Changed(string path, string value)
    {
        var json = Sealed.Json();
        var dot = path.IndexOf('.', StringComparison.Ordinal);
        var parent = dot < 0 ? json : json[path[..dot]]!.AsObject();
        parent[path[(dot + 1)..]] = "@";
        var text = json.ToJsonString().Replace("\"@\"", value, StringComparison.Ordinal);
        return Encoding.UTF8.GetBytes(text);
    }

    private static byte[] Bytes(JsonObject json) => Encoding.UTF8.GetBytes(json.ToJsonString());
}
