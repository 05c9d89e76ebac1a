using Scew.Cli.Output;
using Scew.Keys;
using Scew.Keys.Files;
using Scew.Protocol.Api;
using Scew.Protocol.Groups;

namespace Scew.Cli.Ceremony;

/// <summary>The files of the ceremony: read with a bound, written whole, and never over another one.</summary>
internal static class GenesisFiles
{
    /// <summary>What stays as it was when a step of the ceremony fails.</summary>
    public const string Unchanged = "no file was written";

    /// <summary>A genesis file, whoever signed it so far; a signature that does not verify is a fault.</summary>
    public static GenesisFile Read(string path)
    {
        var (result, file) = GenesisFile.Parse(Bytes(path, GenesisDocument.MaxBytes, "a genesis file"), requireConsents: false);
        return file ?? throw Bad(path, "no genesis file", result.Message, "ask for the file again; it is sent as it is, without any change");
    }

    /// <summary>A merchant's card whose signature verifies.</summary>
    public static Merchant ReadCard(string path)
    {
        var (card, fault) = MerchantCard.Parse(Bytes(path, MerchantCard.MaxBytes, "a merchant's card"));
        return card?.Merchant ?? throw Bad(path, "no merchant's card", fault, "ask that merchant for the card again: scew group card NAME --url URL --peer HOST:PORT");
    }

    /// <summary>A whole file of at most <paramref name="maxBytes"/>.</summary>
    public static byte[] Bytes(string path, int maxBytes, string what)
    {
        if (!File.Exists(path))
        {
            throw new CliFault(Codes.NotFound, ExitCodes.NotFound, $"there is no file '{PlainText.Clean(path)}'") { Unchanged = Unchanged, Next = "check the path" };
        }
        using var file = File.OpenRead(path);
        var bytes = new byte[maxBytes + 2];
        var length = file.ReadAtLeast(bytes, bytes.Length, throwOnEndOfStream: false);
        return length < bytes.Length ? bytes[..length] : throw Bad(path, "too large", $"{what} has at most {maxBytes} bytes", "check the path");
    }

    /// <summary>Fails while there is still nothing done when a file is there already.</summary>
    public static void RequireFree(string path)
    {
        if (Path.Exists(path))
        {
            throw Taken(path);
        }
        if (Path.GetDirectoryName(Path.GetFullPath(path)) is { } folder && !Directory.Exists(folder))
        {
            throw new CliFault(Codes.NotFound, ExitCodes.NotFound, $"there is no folder '{PlainText.Clean(folder)}'") { Unchanged = Unchanged, Next = "make it, or choose another place" };
        }
    }

    /// <summary>Writes and syncs beside the place, and then gives the file its name, unless that is taken meanwhile.</summary>
    public static void Write(string path, byte[] bytes)
    {
        var full = Path.GetFullPath(path);
        var temporary = Path.Combine(Path.GetDirectoryName(full)!, $".{Path.GetFileName(full)}.{Nonce.Create()}.tmp");
        try
        {
            using (var file = new FileStream(temporary, FileMode.CreateNew, FileAccess.Write))
            {
                file.Write([.. bytes, (byte)'\n']);
                file.Flush(true);
            }
            File.Move(temporary, full, overwrite: false);
        }
        catch (IOException) when (Path.Exists(full))
        {
            throw Taken(path);
        }
        finally
        {
            File.Delete(temporary);
        }
    }

    /// <summary>A key of the store, or the console's fault.</summary>
    public static T Require<T>(KeyResult<T> result)
        where T : class => State.KeyFaults.Require(result);

    /// <summary>A file that is not what it should be.</summary>
    public static CliFault Bad(string path, string what, string why, string next) =>
        new(Codes.BadFile, ExitCodes.Usage, $"{PlainText.Clean(path)} is {what}") { Why = PlainText.Clean(why), Unchanged = Unchanged, Next = next };

    private static CliFault Taken(string path) => new(Codes.Usage, ExitCodes.Usage, $"{PlainText.Clean(path)} is there already")
    {
        Why = "nothing of a ceremony is ever overwritten",
        Unchanged = Unchanged,
        Next = "move it away if it is of no use any more, or write to another file",
    };
}
