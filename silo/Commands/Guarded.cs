using Microsoft.AspNetCore.Connections;
using Scew.Storage;

namespace Scew.Silo.Commands;

/// <summary>Turns failures into one line on stderr and an exit code.</summary>
internal static class Guarded
{
    public static async Task<int> RunAsync(Func<Task<int>> command)
    {
        try
        {
            return await command();
        }
        catch (SiloFailure e)
        {
            return await EndAsync(e.ExitCode, e.Message);
        }
        catch (StoreException e)
        {
            return await EndAsync(CodeOf(e), Sentence(e));
        }
        catch (IOException e) when (e.InnerException is AddressInUseException)
        {
            return await EndAsync(ExitCodes.General, $"{e.Message} Stop the other program or choose another port in the configuration file.");
        }
        catch (IOException e)
        {
            return await EndAsync(ExitCodes.General, e.Message);
        }
    }

    /// <summary>74 for what the disk did; 1 for a store that is somebody else's or in use.</summary>
    public static int CodeOf(StoreException failure) => failure.Fault switch
    {
        StoreFault.Failed or StoreFault.Corrupt => ExitCodes.Storage,
        _ => ExitCodes.General,
    };

    /// <summary>The store's sentence and, for damaged rows, the way out.</summary>
    public static string Sentence(StoreException failure) => failure.Fault == StoreFault.Corrupt
        ? failure.Message + " Nothing more is signed from it. 'scew-silo recover' makes a new database, which fetches everything from the others, and keeps this one aside."
        : failure.Message;

    private static async Task<int> EndAsync(int code, string message)
    {
        await Console.Error.WriteLineAsync($"scew-silo: {message}");
        return code;
    }
}
