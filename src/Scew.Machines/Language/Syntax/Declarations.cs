using System.Collections.Immutable;

namespace Scew.Machines.Language.Syntax;

/// <summary>What a part of a machine text has in common: its place and the comments that stand before it.</summary>
public abstract record Part(Place Place)
{
    /// <summary>Comments before it, each beginning with <c>#</c>.</summary>
    public ImmutableArray<string> Comments { get; init; } = [];

    /// <summary>The comment behind its last word.</summary>
    public string? Behind { get; init; }

    /// <summary>A blank line stands before it.</summary>
    public bool BlankLineBefore { get; init; }
}

/// <summary>A type as it is written: <c>list(Lot, 8)?</c>.</summary>
public sealed record TypeSyntax(Place Place, string Name, ImmutableArray<TypeSyntax> Types, ImmutableArray<long> Bounds, bool Optional);

/// <summary>A named and typed value, with a value to begin with where one stands there.</summary>
public sealed record DeclarationSyntax(Place Place, string Name, TypeSyntax Type, Expression? Initial);

/// <summary><c>enum NAME: A, B</c>.</summary>
public sealed record EnumSyntax(Place Place, string Name, ImmutableArray<(string Name, Place Place)> Cases) : Part(Place);

/// <summary><c>record NAME: field: type, ...</c>.</summary>
public sealed record RecordSyntax(Place Place, string Name, ImmutableArray<DeclarationSyntax> Fields) : Part(Place);

/// <summary><c>value NAME: type, ...</c>.</summary>
public sealed record ValueSyntax(Place Place, ImmutableArray<DeclarationSyntax> Values) : Part(Place);

/// <summary>A state with values of its own.</summary>
public sealed record StateSyntax(Place Place, string Name, ImmutableArray<DeclarationSyntax> Values);

/// <summary><c>states Start, Ready, OnLoan(borrower: account)</c>; the first is the start.</summary>
public sealed record StatesSyntax(Place Place, ImmutableArray<StateSyntax> States) : Part(Place);

/// <summary><c>final Broken</c>.</summary>
public sealed record FinalSyntax(Place Place, ImmutableArray<(string Name, Place Place)> States) : Part(Place);

/// <summary><c>invariant E else "sentence"</c>.</summary>
public sealed record InvariantSyntax(Place Place, Expression Holds, string? Reason) : Part(Place);

/// <summary><c>property never B after A</c>, <c>property B only after A</c>, <c>property from A eventually B</c>, <c>property A excludes B</c>; names of states or transitions.</summary>
public sealed record PropertySyntax(Place Place, string Kind, string First, string Second) : Part(Place);

/// <summary><c>migrate from "NAME": A -> B effect x := old.x</c>.</summary>
public sealed record MigrationSyntax(
    Place Place, string From, ImmutableArray<(string From, string To, Place Place)> States, ImmutableArray<AssignmentSyntax> Effects) : Part(Place);

/// <summary><c>movable by ROLE</c>: who may move an asset to a newer machine.</summary>
public sealed record MovableSyntax(Place Place, RoleSyntax Role) : Part(Place);

/// <summary><c>NAME := E</c>.</summary>
public sealed record AssignmentSyntax(Place Place, string Name, Expression Value);

/// <summary><c>transition NAME: A, B -> C (inputs)</c> with its clauses.</summary>
public sealed record TransitionSyntax(
    Place Place, string Name, ImmutableArray<(string Name, Place Place)> From, string To, Place ToPlace, ImmutableArray<DeclarationSyntax> Inputs, ImmutableArray<ClauseSyntax> Clauses)
    : Part(Place);

/// <summary>A clause of a transition; closed.</summary>
public abstract record ClauseSyntax(Place Place) : Part(Place);

/// <summary><c>by owner</c>, <c>by 2 of managers</c>, with a sentence where one stands there.</summary>
public sealed record BySyntax(Place Place, RoleSyntax Role, string? Reason) : ClauseSyntax(Place);

/// <summary>Who signs; closed.</summary>
public abstract record RoleSyntax(Place Place);

/// <summary>An account, or any of a list of accounts.</summary>
public sealed record RoleOf(Place Place, Expression Accounts, bool AnyOf) : RoleSyntax(Place);

/// <summary>At least <paramref name="Count"/> distinct accounts of a list.</summary>
public sealed record RoleCount(Place Place, long Count, Expression Accounts) : RoleSyntax(Place);

/// <summary>Both (<c>and</c>) or one of them (<c>or</c>).</summary>
public sealed record RolePair(Place Place, string Operator, RoleSyntax Left, RoleSyntax Right) : RoleSyntax(Place);

/// <summary><c>guard E else "sentence"</c>.</summary>
public sealed record GuardSyntax(Place Place, Expression Holds, string? Reason) : ClauseSyntax(Place);

/// <summary><c>let NAME = E</c>.</summary>
public sealed record LetSyntax(Place Place, string Name, Expression Value) : ClauseSyntax(Place);

/// <summary><c>effect a := E, b := E</c>.</summary>
public sealed record EffectSyntax(Place Place, ImmutableArray<AssignmentSyntax> Assignments) : ClauseSyntax(Place);

/// <summary><c>takes E</c>: what the step takes from the owner, compared with what a signer allows.</summary>
public sealed record TakesSyntax(Place Place, Expression Amount) : ClauseSyntax(Place);

/// <summary><c>call ASSET.transition(name: E) when E</c>.</summary>
public sealed record CallSyntax(Place Place, Expression Asset, string Transition, ImmutableArray<Argument> Inputs, Expression? When) : ClauseSyntax(Place);

/// <summary><c>pay E from WALLET to WALLET when E</c>.</summary>
public sealed record PaySyntax(Place Place, Expression Amount, Expression From, Expression To, Expression? When) : ClauseSyntax(Place);

/// <summary><c>event NAME(name: E) when E</c>.</summary>
public sealed record EventSyntax(Place Place, string Name, ImmutableArray<Argument> Values, Expression? When) : ClauseSyntax(Place);

/// <summary><c>automatic when now >= E</c>.</summary>
public sealed record AutomaticSyntax(Place Place, Expression Due) : ClauseSyntax(Place);

/// <summary>A whole text. <paramref name="Parts"/> holds everything in the order of the text.</summary>
public sealed record MachineSyntax(Place Place, string Name, string? Description, ImmutableArray<Part> Parts) : Part(Place)
{
    /// <summary>Comments behind the last part.</summary>
    public ImmutableArray<string> Trailing { get; init; } = [];
}
