using Scew.Silo.Hosting;
using Scew.Storage;

namespace Scew.Silo.Commands;

/// <summary>The database: reachable, made by <c>init</c>, and a commit is on disk when it says so.</summary>
internal static class DoctorDatabase
{
    public static async Task LookAsync(SiloConfig config, List<DoctorFinding> findings)
    {
        try
        {
            var settings = await config.Location.SettingsAsync();
            var wrong = settings.Where(static setting => setting.IsRight == false).Select(static setting => $"{setting.Name} is {setting.Found}, not {setting.Wanted}").ToArray();
            findings.Add(wrong.Length == 0
                ? DoctorFinding.Ok("database", $"{config.Location}: {string.Join(", ", settings.Select(static setting => $"{setting.Name} {setting.Found}"))}")
                : DoctorFinding.Failed("database", $"{config.Location}: {string.Join("; ", wrong)}", "set it right on the server or in the file: silo/docs/postgresql.md, silo/docs/recovery.md"));
            if (settings.FirstOrDefault(static setting => setting.IsRight is null) is { } older)
            {
                findings.Add(DoctorFinding.Warning("schema", $"{older.Found}, and this program brings it to {older.Wanted} at its next start", "make a backup first: there is no way back"));
            }
        }
        catch (Exception failure) when (failure is StoreException or SiloFailure)
        {
            findings.Add(failure is StoreException { Fault: StoreFault.Missing } && !File.Exists(SiloFiles.WitnessOf(config.Key))
                ? DoctorFinding.Failed("database", failure.Message, "scew-silo init makes it, once")
                : DoctorFinding.Failed("database", failure.Message, "silo/docs/recovery.md says what to do; never 'init' for a key that has voted"));
        }
    }
}
