using System.CommandLine;
using Scew.Cli.Commands;
using Scew.Cli.Grammar;
using Scew.Cli.Output;
using Scew.Client.Submission;
using Scew.Client.Variables;
using Scew.Homomorphic.Keys;
using Scew.Keys;
using Scew.Protocol;
using Scew.Protocol.Api;
using Scew.Protocol.Registers;
using Scew.Protocol.Requests;

namespace Scew.Cli.State;

/// <summary>A group, the unlocked key and master secret of one account, and its encrypted variables.</summary>
internal sealed class VariableSession : IDisposable
{
    private readonly SigningKey _key;
    private readonly MasterSecret _master;
    private readonly EncryptedVariables _variables;
    private SignedRequest? _sent;
    private bool _isOpen;

    // One request after the other, each with stages of its own.
    private SubmitStages _stages;

    private VariableSession(Call call, GroupSession group, SigningKey key, SecretKey master)
    {
        Group = group;
        _key = key;
        _master = new MasterSecret(master.Bytes);
        _stages = new SubmitStages(call.Printer);
        var hooks = new VariableHooks
        {
            Signing = payload =>
            {
                if (call.IsDryRun)
                {
                    throw DryRun.Of(group, payload, key);
                }
            },
            Progress = call.Printer.Note,
            Sight = new Sights(sight => _stages.Report(sight)),
            Sending = request =>
            {
                (_sent, _isOpen, _stages) = (request, true, new SubmitStages(call.Printer));
                call.Printer.Note($"signed    {request.Id}");
                _stages.Signed();
            },
            Sent = outcome =>
            {
                Submitting.End(_stages, group, outcome);
                Submitting.Tell(call, group, outcome);
                _isOpen = false;
            },
        };
        var store = new VariableStore(Path.Combine(group.Folder, "variables", key.Account.ToString()));
        _variables = new EncryptedVariables(group.Client, key, _master, store, hooks);
    }

    public static Option<string?> Key { get; } = KeyRing.KeyOption();

    public static Option<string?> Password { get; } = KeyRing.PasswordFileOption();

    public static Option<string?> MasterPassword { get; } = MasterKeys.PasswordFileOption();

    /// <summary>What every command that opens or encrypts takes.</summary>
    public static Symbol[] Options => [MasterPassword, .. KeyRing.Signing(Key, Password)];

    public GroupSession Group { get; }

    public Account Account => _key.Account;

    /// <summary>Opens everything; with <paramref name="makesMaster"/> a missing master secret is made, unless the account has variables, which another one made.</summary>
    public static async Task<VariableSession> OpenAsync(Call call, CancellationToken cancellation, bool makesMaster = false)
    {
        var group = await GroupSession.OpenAsync(call, cancellation);
        try
        {
            var ring = new KeyRing(call, group.Profile);
            var name = ring.Choose(call.Value(Key));
            // A dry run leaves nothing on disk either.
            var makes = makesMaster && !call.IsDryRun && !ring.HasMaster(name) && await IsNewAsync(group, ring.AccountOf(name), cancellation);
            var (key, master) = ring.UnlockBoth(name, call.Value(Password), call.Value(MasterPassword), makes);
            using (master)
            {
                Submitting.RequireUse(group, [key]);
                if (DevKeys.Refusal(group.Genesis, master.IsDev) is { } refusal)
                {
                    throw new CliFault(Codes.NotPermitted, ExitCodes.Locked, "a development master secret serves only in a development group") { Why = refusal, Unchanged = "nothing was sent" };
                }
                return new VariableSession(call, group, key, master);
            }
        }
        catch
        {
            group.Dispose();
            throw;
        }
    }

    public string Expand(string typed) => Ids.Expand(typed, () => Account);

    /// <summary>Does something; every failure is a fault with the way on, and whatever was sent without an outcome is told as such.</summary>
    public async Task<T> RunAsync<T>(Func<EncryptedVariables, Task<T>> act)
    {
        try
        {
            return await act(_variables);
        }
        catch (VariableException failure)
        {
            throw VariableErrors.Fault(failure, Group, _sent);
        }
        catch (OperationCanceledException) when (_isOpen)
        {
            throw Unknown("interrupted while waiting", ExitCodes.Interrupted);
        }
        catch (Exception failure) when (_isOpen && failure is not (CliFault or OperationCanceledException))
        {
            throw Unknown(failure.Message, ExitCodes.OutcomeUnknown);
        }
        finally
        {
            _stages.End(null, 0);
        }
    }

    // What takes names away is half of a rekey: a receipt of it would look like the whole.
    private CliFault Unknown(string reason, int exitCode) => _sent!.Payload.Operation is Rekey { Record.Length: 0 } rekey
        ? VariableErrors.HalfDone(Codes.OutcomeUnknown, exitCode, $"the rekey of '{rekey.Id}' is half done: {reason}", "the value still lies under the key that others may have", _sent.Id)
        : Submitting.Unknown(_sent, reason, exitCode);

    public void Dispose()
    {
        _variables.Dispose();
        _master.Dispose();
        _key.Dispose();
        Group.Dispose();
    }

    // Progress<T> would report on another thread, after the end.
    private sealed class Sights(Action<SubmitSight> told) : IProgress<SubmitSight>
    {
        public void Report(SubmitSight value) => told(value);
    }

    private static async Task<bool> IsNewAsync(GroupSession group, Account account, CancellationToken cancellation)
    {
        var published = await group.Client.ReadLinearizableAsync(new RegisterKey(RegisterKind.EncryptionKey, account.ToString()), cancellation: cancellation);
        if (published.Value is null)
        {
            throw Reading.Fault(published, "the account's published key");
        }
        if (published.Value.Register is not null)
        {
            return false;
        }
        // Merchants and issuers name variables as they like.
        var mayNameAnything = group.Genesis.MemberOf(account) is not null || group.Genesis.IssuerOf(account) is not null;
        await foreach (var read in group.Client.ReadVariablesAsync(mayNameAnything ? "" : IdRules.OwnPrefix(account) + ":", cancellation))
        {
            if (Reading.Require(read, "the list of variables").Register!.Owner == account)
            {
                return false;
            }
        }
        return true;
    }
}
