using Scew.Protocol;

namespace Scew.Client.Variables;

/// <summary>The variables that one request is about, as they were read for it, with the keys that are here.</summary>
internal sealed class VariableSet(IReadOnlyList<StoredVariable> variables, IReadOnlyList<ValueKey?> keys, Account account)
{
    /// <summary>As they were read, in the order asked.</summary>
    public IReadOnlyList<StoredVariable> All => variables;

    public StoredVariable Variable(string id) => variables[Place(id)];

    /// <summary>A key that makes records: an additive one may be public.</summary>
    public ValueKey Writing(string id) => keys[Place(id)] ?? throw Fault(variables[Place(id)]);

    /// <summary>A key that opens.</summary>
    public ValueKey Opening(string id) => keys[Place(id)] is { CanOpen: true } key ? key : throw Fault(variables[Place(id)]);

    /// <summary>As <see cref="Opening(string)"/>, for an additive variable.</summary>
    public AdditiveValueKey Additive(string id) => (AdditiveValueKey)Opening(id);

    /// <summary>As <see cref="Opening(string)"/>, for an ordered variable.</summary>
    public OrderedValueKey Ordered(string id) => (OrderedValueKey)Opening(id);

    /// <summary>The same readings of some of them.</summary>
    public VariableSet Only(IReadOnlyList<string> ids)
    {
        int[] places = [.. ids.Select(Place)];
        return new VariableSet([.. places.Select(place => variables[place])], [.. places.Select(place => keys[place])], account);
    }

    private int Place(string id)
    {
        for (var i = 0; i < variables.Count; i++)
        {
            if (variables[i].Id == id)
            {
                return i;
            }
        }
        throw new InvariantException("a request asks for what it named");
    }

    private VariableException Fault(StoredVariable variable) =>
        variable.Owner == account ? VariableFaults.OtherMaster(variable.Id, variable.Value.Key) : VariableFaults.NotHanded(variable);
}
