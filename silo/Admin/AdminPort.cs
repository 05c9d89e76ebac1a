using System.Globalization;
using System.Net;
using System.Net.Sockets;
using System.Security.Cryptography;
using System.Text;
using Scew.Grains;
using Scew.Keys.Files;
using Scew.Silo.Commands;
using Scew.Silo.Hosting;
using Scew.Silo.Peers;
using Scew.Storage;

namespace Scew.Silo.Admin;

/// <summary>
/// Takes an operator's questions from this machine while the silo runs: <c>backup FILE</c>, <c>audit</c> and, in a development group, <c>partition MS</c>. Only the running process may touch its database, so it does the
/// work. A loopback port of its own and a token in a file that only this user can read: behind a reverse proxy every customer comes from loopback.
/// </summary>
internal sealed class AdminPort(SiloConfig config, MerchantContext merchant, IReplicaStore store, PeerLinks links, Readiness readiness, ILogger<AdminPort> log) : BackgroundService
{
    private const int MaxQuestionBytes = 8192;

    // Of the process and not of one era: a backup that an era's end overtakes goes on, and the next one waits for it.
    private static readonly SemaphoreSlim One = new(1);
    private static readonly TimeSpan QuestionLimit = TimeSpan.FromSeconds(5);
    private readonly string _token = Convert.ToHexString(RandomNumberGenerator.GetBytes(32));

    /// <summary>Where a running silo leaves port and token.</summary>
    public static string FileOf(string keyFile) => keyFile + ".admin";

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        var file = FileOf(config.Key);
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        try
        {
            listener.Start(4);
            Leave(file, ((IPEndPoint)listener.LocalEndpoint).Port);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or SocketException)
        {
            SiloLog.NoAdmin(log, file, e.Message);
            return;
        }
        try
        {
            while (true)
            {
                // One question at a time: each reads the whole database.
                await AnswerAsync(await listener.AcceptTcpClientAsync(stoppingToken), stoppingToken).WaitAsync(stoppingToken);
            }
        }
        catch (Exception e) when (e is OperationCanceledException or SocketException)
        {
            // The silo stops.
        }
        finally
        {
            File.Delete(file);
        }
        if (!readiness.IsTurning)
        {
            // The database ends with this host; at the end of an era it does not.
            await One.WaitAsync(CancellationToken.None);
            One.Release();
        }
    }

    private void Leave(string file, int port)
    {
        File.Delete(file);
        if (SecretFile.CreateNew(file, Encoding.ASCII.GetBytes(string.Create(System.Globalization.CultureInfo.InvariantCulture, $"{port} {_token}\n"))) is { } problem)
        {
            throw new IOException(problem.Message);
        }
    }

    private async Task AnswerAsync(TcpClient asker, CancellationToken stopping)
    {
        using var socket = asker;
        try
        {
            await using var stream = socket.GetStream();
            var question = await ReadAsync(stream, stopping);
            if (question is null || !CryptographicOperations.FixedTimeEquals(Encoding.UTF8.GetBytes(question.Split(' ')[0]), Encoding.UTF8.GetBytes(_token)))
            {
                return;
            }
            await One.WaitAsync(stopping);
            try
            {
                if (socket.Client.Poll(0, SelectMode.SelectRead) && socket.Available == 0)
                {
                    // Who asked gave up while this process was frozen or at work: it was told that nothing came of it.
                    return;
                }
                var (code, message) = await DoAsync(question[(_token.Length + 1)..]);
                await stream.WriteAsync(Encoding.UTF8.GetBytes($"{code} {message.ReplaceLineEndings(" ")}\n"), CancellationToken.None);
            }
            finally
            {
                One.Release();
            }
        }
        catch (Exception e) when (e is IOException or SocketException or OperationCanceledException)
        {
            // Who asked went away, or the silo stops before the question is read.
        }
    }

    private async Task<(int Code, string Message)> DoAsync(string question)
    {
        try
        {
            if (question.StartsWith("backup ", StringComparison.Ordinal))
            {
                await store.BackupAsync(question["backup ".Length..]);
                return (ExitCodes.Ok, "done");
            }
            if (question == "audit")
            {
                return await MerchantFiles.AuditAsync(store, config.Location.ToString(), new MerchantSeat(merchant.Eras, merchant.Self).CheckOwn(merchant.OwnAccounts));
            }
            // Whoever asks has the token, so what is left to check is that nobody's real group is cut.
            if (question.StartsWith(PartitionCommand.Question, StringComparison.Ordinal) && merchant.Genesis.Dev
                && int.TryParse(question[PartitionCommand.Question.Length..], NumberStyles.None, CultureInfo.InvariantCulture, out var ms))
            {
                if (ms > PartitionCommand.LongestMs)
                {
                    return (ExitCodes.Usage, $"a partition is 0 to {PartitionCommand.LongestMs} ms long");
                }
                links.Partition(TimeSpan.FromMilliseconds(ms));
                return (ExitCodes.Ok, "done");
            }
            return (ExitCodes.Usage, "no such question");
        }
        catch (StoreException e)
        {
            return (Guarded.CodeOf(e), e.Message);
        }
    }

    private static async Task<string?> ReadAsync(NetworkStream stream, CancellationToken stopping)
    {
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(stopping);
        limit.CancelAfter(QuestionLimit);
        var buffer = new byte[MaxQuestionBytes];
        var length = 0;
        try
        {
            while (length < buffer.Length)
            {
                var read = await stream.ReadAsync(buffer.AsMemory(length), limit.Token);
                length += read;
                if (read == 0 || buffer[length - 1] == (byte)'\n')
                {
                    break;
                }
            }
        }
        catch (OperationCanceledException) when (!stopping.IsCancellationRequested)
        {
            return null;
        }
        return length > 0 && buffer[length - 1] == (byte)'\n' ? Encoding.UTF8.GetString(buffer, 0, length - 1) : null;
    }
}
