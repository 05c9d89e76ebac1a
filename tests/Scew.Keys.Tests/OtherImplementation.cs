using System.Text;
using System.Text.Json.Nodes;
using Org.BouncyCastle.Crypto;
using Org.BouncyCastle.Crypto.Digests;
using Org.BouncyCastle.Crypto.Engines;
using Org.BouncyCastle.Crypto.Generators;
using Org.BouncyCastle.Crypto.Modes;
using Org.BouncyCastle.Crypto.Parameters;
using Scew.Protocol;

namespace Scew.Keys.Tests;

/// <summary>The key file's format written a second time, over another library, following the README and sharing nothing with our code but base64url.</summary>
internal static class OtherImplementation
{
    public static byte[] Decrypt(byte[] file, string passphrase)
    {
        var json = JsonNode.Parse(file)!.AsObject();
        var data = Bytes(json["data"]!);
        return Gcm(false, json, passphrase, data);
    }

    public static byte[] Encrypt(JsonObject header, string passphrase, byte[] pkcs8)
    {
        var data = Gcm(true, header, passphrase, pkcs8);
        header["data"] = Base64Url.Encode(data);
        return Encoding.UTF8.GetBytes(header.ToJsonString());
    }

    private static byte[] Gcm(bool encrypt, JsonObject json, string passphrase, byte[] input)
    {
        var kdf = json["kdf"]!;
        var generator = new Pkcs5S2ParametersGenerator(new Sha256Digest());
        generator.Init(PbeParametersGenerator.Pkcs5PasswordToUtf8Bytes(passphrase.ToCharArray()), Bytes(kdf["salt"]!), (int)kdf["iterations"]!);
        var key = (KeyParameter)generator.GenerateDerivedMacParameters(256);
        var header = json.DeepClone().AsObject();
        header.Remove("data");
        var cipher = new GcmBlockCipher(new AesEngine());
        cipher.Init(encrypt, new AeadParameters(key, 128, Bytes(json["cipher"]!["iv"]!), Encoding.UTF8.GetBytes(header.ToJsonString())));
        var output = new byte[cipher.GetOutputSize(input.Length)];
        var length = cipher.ProcessBytes(input, 0, input.Length, output, 0);
        cipher.DoFinal(output, length);
        return output;
    }

    private static byte[] Bytes(JsonNode text)
    {
        var characters = (string)text!;
        return Base64Url.Decode(characters, characters.Length * 6 / 8)!;
    }
}
