using System.Collections.Immutable;

namespace Scew.Protocol.Agents;

/// <summary>
/// Which signed orders an agent takes: of its operators, for itself, within their validity, each once. What was taken is remembered until it could not be taken anyway, so an agent that
/// starts again is given the nonces of its log.
/// </summary>
public sealed class OrderGate(Digest agent, ImmutableArray<Account> operators)
{
    /// <summary>Most orders that may be valid at once; only operators fill it.</summary>
    public const int MaxRemembered = 1024;

    private readonly Dictionary<UInt128, long> _validUntil = [];

    /// <summary>Notes an order that was taken before a restart.</summary>
    public void Remember(UInt128 nonce, long validUntilMs) => _validUntil[nonce] = validUntilMs;

    /// <summary>What can be said of an order before its signature is checked.</summary>
    public AgentFault Judge(SignedOrder signed, long nowMs) =>
        !operators.Contains(signed.Signer.Account) ? AgentFault.NotOperator
        : signed.Order.Agent != agent ? AgentFault.WrongAgent
        : signed.Order.ValidUntilMs <= nowMs ? AgentFault.Expired
        : signed.Order.ValidUntilMs - nowMs > AgentOrder.MaxValidityMs ? AgentFault.TooFarAhead
        : AgentFault.None;

    /// <summary>Takes an order whose signature holds, or says why not.</summary>
    public AgentFault Take(SignedOrder signed, long nowMs)
    {
        var order = signed.Order;
        if (Judge(signed, nowMs) is var fault and not AgentFault.None)
        {
            return fault;
        }
        if (_validUntil.ContainsKey(order.Nonce))
        {
            return AgentFault.Replayed;
        }
        Forget(nowMs);
        if (_validUntil.Count >= MaxRemembered)
        {
            return AgentFault.TooMany;
        }
        _validUntil.Add(order.Nonce, order.ValidUntilMs);
        return AgentFault.None;
    }

    // A clock that was set back makes what is forgotten valid again; so it is kept for one validity longer.
    private void Forget(long nowMs)
    {
        foreach (var (nonce, validUntilMs) in _validUntil)
        {
            if (validUntilMs + AgentOrder.MaxValidityMs < nowMs)
            {
                _validUntil.Remove(nonce);
            }
        }
    }
}
