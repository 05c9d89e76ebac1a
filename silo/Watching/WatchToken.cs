using System.Security.Cryptography;
using System.Text;
using Scew.Keys.Files;
using Scew.Silo.Commands;

namespace Scew.Silo.Watching;

/// <summary>Who may see the numbers of a silo: whoever holds the token of its file.</summary>
internal sealed class WatchToken
{
    private const int MinCharacters = 32;
    private const int MaxBytes = 1024;
    private readonly byte[]? _hash;

    private WatchToken(byte[]? hash) => _hash = hash;

    /// <summary>False where the configuration names no file: nobody may.</summary>
    public bool IsSet => _hash is not null;

    /// <summary>Reads the file.</summary>
    /// <exception cref="SiloFailure">It cannot be used.</exception>
    public static WatchToken Read(string? file)
    {
        if (file is null)
        {
            return new WatchToken(null);
        }
        var make = $"make one: (umask 077; openssl rand -hex 32 > {file})";
        if (!File.Exists(file))
        {
            throw new SiloFailure(ExitCodes.Usage, $"there is no file {file}, which watching.tokenFile names; {make}");
        }
        var read = SecretFile.Read(file, MaxBytes);
        var token = Encoding.UTF8.GetString(read.Value ?? throw new SiloFailure(ExitCodes.Usage, read.Problem!.Message)).Trim();
        if (token.Length is < MinCharacters or > MaxBytes || !token.All(static c => c is > ' ' and < '\u007f'))
        {
            throw new SiloFailure(ExitCodes.Usage, $"{file} holds no token: {MinCharacters} or more printable characters without blanks; {make}");
        }
        return new WatchToken(SHA256.HashData(Encoding.UTF8.GetBytes(token)));
    }

    /// <summary>Whether a request carries the token.</summary>
    public bool Opens(string? authorization)
    {
        const string Scheme = "Bearer ";
        return _hash is not null && authorization is not null && authorization.StartsWith(Scheme, StringComparison.OrdinalIgnoreCase)
            && CryptographicOperations.FixedTimeEquals(_hash, SHA256.HashData(Encoding.UTF8.GetBytes(authorization[Scheme.Length..].Trim())));
    }
}
