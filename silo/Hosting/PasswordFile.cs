using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using Scew.Keys.Files;
using Scew.Silo.Commands;

namespace Scew.Silo.Hosting;

/// <summary>PostgreSQL's password file: lines of <c>host:port:database:user:password</c>, <c>*</c> for any, <c>\</c> before a colon or backslash that belongs to a field.</summary>
internal static class PasswordFile
{
    private const int PasswordBytes = 24;

    /// <summary>Fails unless the file is there and nobody else may read it.</summary>
    public static void Require(string file)
    {
        if (!File.Exists(file))
        {
            throw new SiloFailure(ExitCodes.Usage, $"there is no password file {file}; its lines are host:port:database:user:password");
        }
        if (!OperatingSystem.IsWindows() && (File.GetUnixFileMode(file) & (UnixFileMode.GroupRead | UnixFileMode.OtherRead)) != UnixFileMode.None)
        {
            throw new SiloFailure(ExitCodes.Usage, $"others may read the password file {file}; run: chmod 600 {file}");
        }
    }

    /// <summary>The password of the first line that fits.</summary>
    public static string? Find(string file, string host, int port, string database, string user)
    {
        Require(file);
        string[] wanted = [host, port.ToString(CultureInfo.InvariantCulture), database, user];
        return File.ReadLines(file).Where(line => !line.StartsWith('#')).Select(Fields)
            .FirstOrDefault(fields => fields.Count == 5 && wanted.Index().All(one => fields[one.Index] == "*" || fields[one.Index] == one.Item))?[4];
    }

    /// <summary>Makes the file with a new random password; answers the password.</summary>
    public static string Make(string file, string host, int port, string database, string user)
    {
        if (Path.GetDirectoryName(file) is { Length: > 0 } folder && !Directory.Exists(folder))
        {
            throw new SiloFailure(ExitCodes.Usage, $"there is no folder {folder}");
        }
        var password = Convert.ToHexStringLower(RandomNumberGenerator.GetBytes(PasswordBytes));
        var line = string.Create(CultureInfo.InvariantCulture, $"{Escaped(host)}:{port}:{database}:{user}:{password}\n");
        return SecretFile.CreateNew(file, Encoding.UTF8.GetBytes(line)) is { } problem ? throw new SiloFailure(ExitCodes.Usage, problem.Message) : password;
    }

    private static string Escaped(string field) => field.Replace("\\", "\\\\", StringComparison.Ordinal).Replace(":", "\\:", StringComparison.Ordinal);

    private static List<string> Fields(string line)
    {
        var fields = new List<string>();
        var field = new StringBuilder();
        for (var i = 0; i < line.Length; i++)
        {
            if (line[i] == ':' && fields.Count < 4)
            {
                fields.Add(field.ToString());
                field.Clear();
            }
            else
            {
                field.Append(line[i] == '\\' && i + 1 < line.Length ? line[++i] : line[i]);
            }
        }
        fields.Add(field.ToString());
        return fields;
    }
}
