namespace Scew.Protocol.Tests.Fuzz;

/// <summary>
/// One reader of untrusted bytes: <paramref name="Decode"/> gives null for a refusal, <paramref name="Encode"/> writes a value again, <paramref name="Seeds"/> are inputs that
/// are accepted, <paramref name="Random"/> makes another such input.
/// </summary>
internal sealed record Decoder(string Name, bool IsText, Func<byte[], object?> Decode, Func<object, byte[]> Encode, IReadOnlyList<byte[]> Seeds, Func<Prng, byte[]>? Random)
{
    public static Decoder Binary<T>(string name, Func<byte[], object?> decode, Func<T, byte[]> encode, params byte[][] seeds) =>
        Make(name, false, decode, encode, seeds);

    public static Decoder Text<T>(string name, Func<byte[], object?> decode, Func<T, byte[]> encode, params byte[][] seeds) =>
        Make(name, true, decode, encode, seeds);

    private static Decoder Make<T>(string name, bool isText, Func<byte[], object?> decode, Func<T, byte[]> encode, byte[][] seeds)
    {
        byte[] Random(Prng random)
        {
            for (var tries = 0; tries < 100; tries++)
            {
                var bytes = encode(RandomValue.Of<T>(random));
                if (decode(bytes) is not null)
                {
                    return bytes;
                }
            }
            throw new InvalidOperationException($"no random value of {name} is accepted");
        }
        return new Decoder(name, isText, decode, value => encode((T)value), seeds, Random);
    }
}
