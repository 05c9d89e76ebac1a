using Scew.Silo.Hosting;
using Scew.Storage;

namespace Scew.Silo.Commands;

/// <summary><c>scew-silo provision</c>: one merchant's database and least-privilege role, made by an administrator of the server.</summary>
internal static class ProvisionCommand
{
    private const int DefaultPort = 5432;

    public static async Task<int> RunAsync(string name, string? administrator, string? administratorPasswordFile, string? passwordFile)
    {
        var statements = Statements(name);
        if (administrator is null)
        {
            if (administratorPasswordFile is not null || passwordFile is not null)
            {
                throw new SiloFailure(ExitCodes.Usage, "password files are for --administrator; without it the SQL is only shown");
            }
            // A script for psql: the last statement belongs into the new database.
            await Console.Out.WriteLineAsync($"{string.Join(";\n", statements.SkipLast(1))};\n\\c {name}\n{statements[^1]};");
            return ExitCodes.Ok;
        }
        var server = DatabaseLocation.Parse(administrator, administratorPasswordFile, Directory.GetCurrentDirectory());
        var uri = new Uri(server.Address);
        var (host, port) = (uri.Host.Length > 0 ? uri.Host : "localhost", uri.Port > 0 ? uri.Port : DefaultPort);
        var file = passwordFile is null ? null : Path.GetFullPath(passwordFile);
        var isNew = file is not null && !File.Exists(file);
        try
        {
            await server.ProvisionAsync(name, file is null ? null : isNew ? PasswordFile.Make(file, host, port, name, name) : Known(file, host, port, name));
        }
        catch (Exception e) when (e is StoreException && isNew)
        {
            File.Delete(file!);
            throw;
        }
        await Console.Out.WriteLineAsync($"postgres://{name}@{host}:{port}/{name}{(file is null ? ": its role has no password from here" : $": its password is in {file}")}");
        return ExitCodes.Ok;
    }

    private static IReadOnlyList<string> Statements(string name)
    {
        try
        {
            return PostgresProvision.Statements(name, name);
        }
        catch (ArgumentException e)
        {
            throw new SiloFailure(ExitCodes.Usage, e.Message);
        }
    }

    private static string Known(string file, string host, int port, string name) => PasswordFile.Find(file, host, port, name, name)
        ?? throw new SiloFailure(ExitCodes.Usage, $"{file} has no line for this role; add {host}:{port}:{name}:{name}:PASSWORD, or name a file that is not there yet");
}
