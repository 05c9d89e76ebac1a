using Scew.Protocol.Requests;

namespace Scew.Machines;

/// <summary>A named and typed value of a machine or input of a transition; names are those of <see cref="IdRules.IsName"/>.</summary>
public sealed record Declaration(string Name, MachineType Type);
