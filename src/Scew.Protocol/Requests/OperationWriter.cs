using System.Collections.Immutable;
using Scew.Protocol.Json;

namespace Scew.Protocol.Requests;

/// <summary>Operations as canonical JSON; members stand in ordinal order, so "as" comes after "after", "amount" and "argument" and before the rest.</summary>
internal static class OperationWriter
{
    public static void Write(JsonWriter json, Operation operation)
    {
        json.StartObject();
        if (VariableWriter.Write(json, operation))
        {
            json.EndObject();
            return;
        }
        switch (operation)
        {
            case CreateWallet create:
                As(json, create).Name("contract").Text("wallet").Name("id").Text(create.Id).Name("initial").Amount(create.Initial);
                Type(json, operation);
                break;
            case Transfer transfer:
                json.Name("amount").Amount(transfer.Amount);
                As(json, transfer);
                Ends(json, transfer.From, transfer.To, transfer.ToOwner);
                Type(json, operation);
                break;
            case AtomicTransfer atomic:
                As(json, atomic);
                Legs(json, atomic.Legs);
                Type(json, operation);
                break;
            case SetValue set:
                As(json, set).Name("id").Text(set.Id);
                Type(json, operation).Name("value").Amount(set.Value);
                break;
            case Sum sum:
                As(json, sum).Name("delta").Amount(sum.Delta).Name("id").Text(sum.Id);
                Type(json, operation);
                break;
            case ConditionalUpdate conditional:
                As(json, conditional).Name("condition");
                Write(json, conditional.Condition);
                Type(json, operation).Name("updates");
                List(json, conditional.Updates);
                break;
            case Transaction transaction:
                As(json, transaction).Name("operations");
                List(json, transaction.Operations);
                Type(json, operation);
                break;
            case AssetStep step:
                WriteStep(json, step);
                break;
            case AssetMigrate migrate:
                As(json, migrate).Name("id").Text(migrate.Id).Name("machine").Text(migrate.Machine);
                Type(json, operation);
                break;
            case GroupPropose propose:
                As(json, propose).Name("text").Text(propose.Text);
                Type(json, operation);
                break;
            case GroupApprove approve:
                As(json, approve).Name("plan").Digest(approve.Plan);
                Type(json, operation);
                break;
            case MachineDeploy deploy:
                As(json, deploy).Name("text").Text(deploy.Text);
                Type(json, operation);
                break;
            default:
                WriteRead(json, operation);
                break;
        }
        json.EndObject();
    }

    public static string OperatorText(Comparison comparison) => comparison switch
    {
        Comparison.Equal => "=",
        Comparison.NotEqual => "!=",
        Comparison.Less => "<",
        Comparison.LessOrEqual => "<=",
        Comparison.Greater => ">",
        _ => ">=",
    };

    private static void WriteRead(JsonWriter json, Operation operation)
    {
        switch (operation)
        {
            case Balance balance:
                As(json, balance).Name("id").Text(balance.Id);
                Type(json, operation);
                break;
            case Get get:
                As(json, get).Name("id").Text(get.Id);
                Type(json, operation);
                break;
            case LedgerPage page:
                if (page.After is not null)
                {
                    json.Name("after").Text(page.After);
                }
                As(json, page).Name("limit").Number(page.Limit);
                Type(json, operation);
                break;
            case GetRange range:
                As(json, range).Name("high").Amount(range.High).Name("ids").StartArray();
                foreach (var id in range.Ids)
                {
                    json.Text(id);
                }
                json.EndArray().Name("low").Amount(range.Low);
                Type(json, operation);
                break;
            case Compare compare:
                json.Name("argument").Amount(compare.Argument);
                As(json, compare).Name("id").Text(compare.Id).Name("operator").Text(OperatorText(compare.Operator));
                Type(json, operation);
                break;
            default:
                throw new InvariantException("an operation without a JSON form: " + operation.GetType().Name);
        }
    }

    private static void WriteStep(JsonWriter json, AssetStep step)
    {
        if (!step.Allow.IsEmpty)
        {
            json.Name("allow").StartArray();
            foreach (var allowance in step.Allow)
            {
                json.StartObject();
                if (allowance.OfWallet)
                {
                    json.Name("most").Amount(allowance.Most).Name("wallet").Text(allowance.Id);
                }
                else
                {
                    json.Name("asset").Text(allowance.Id).Name("most").Amount(allowance.Most);
                }
                json.EndObject();
            }
            json.EndArray();
        }
        As(json, step);
        if (step.Calls > 0)
        {
            json.Name("calls").Number(step.Calls);
        }
        json.Name("id").Text(step.Id).Name("input");
        Input(json, step.Input);
        if (step is AssetCreate create)
        {
            json.Name("machine").Text(create.Machine);
        }
        else if (step is AssetTransition transition)
        {
            json.Name("transition").Text(transition.Transition);
        }
        Type(json, step);
    }

    private static JsonWriter As(JsonWriter json, Operation operation) => operation.As is { } index ? json.Name("as").Number(index) : json;

    private static JsonWriter Type(JsonWriter json, Operation operation) => json.Name("type").Text(operation.Type);

    private static void Ends(JsonWriter json, string from, string to, Account? toOwner)
    {
        json.Name("from").Text(from).Name("to").Text(to);
        if (toOwner is { } owner)
        {
            json.Name("toOwner").Digest(owner.Thumbprint);
        }
    }

    private static void Legs(JsonWriter json, ImmutableArray<TransferLeg> legs)
    {
        json.Name("legs").StartArray();
        foreach (var leg in legs)
        {
            json.StartObject().Name("amount").Amount(leg.Amount);
            Ends(json, leg.From, leg.To, leg.ToOwner);
            json.EndObject();
        }
        json.EndArray();
    }

    private static void List(JsonWriter json, ImmutableArray<Operation> operations)
    {
        json.StartArray();
        foreach (var operation in operations)
        {
            Write(json, operation);
        }
        json.EndArray();
    }

    private static void Input(JsonWriter json, ImmutableSortedDictionary<string, MachineValue> input)
    {
        json.StartObject();
        // The reader's dictionaries have this order already; others are sorted again.
        foreach (var (name, value) in ReferenceEquals(input.KeyComparer, StringComparer.Ordinal) ? input : input.ToImmutableSortedDictionary(StringComparer.Ordinal))
        {
            json.Name(name);
            MachineValueJson.Write(json, value);
        }
        json.EndObject();
    }
}
