using System.Text.Json.Nodes;
using Scew.Machines;

namespace Scew.WebTests.Machines;

/// <summary>A page that answers many cases of a machine at once: one call of the browser for each asset's life.</summary>
internal static class MachinePage
{
    public const string Module = "/machine-cases.js";

    /// <summary>What the modules answer, as JSON: values in the form that requests carry, numbers of 64 bits as texts.</summary>
    private const string Adapter = """
        import { compileMachine } from '/machines/compile.js';
        import { stateOf, step } from '/machines/evaluate.js';
        import { dueOf } from '/machines/language/timers.js';
        import { openFrom, openTransitions } from '/machines/open.js';
        import { parseMachine } from '/machines/parse.js';
        import { eshareMachine } from '/machines/builtin.js';
        import { fromJson, toJson } from '/machines/values.js';
        import { readAssetValue } from '/machines/language/registers.js';

        const named = (values) => Object.fromEntries(Object.entries(values).map(([name, value]) => [name, toJson(value)]));
        const looks = (all) => all.map(({ text, value }) => [text, toJson(value)]);
        const due = (timers) => Object.fromEntries(Object.entries(timers.due).map(([name, ms]) => [name, String(ms)]));
        const state = (one) => ({ name: one.name, owner: one.owner, values: named(one.values), due: due(one.timers), firings: one.timers.firings });

        const stepped = (result) => (result.refused !== undefined ? { ...result.refused, because: looks(result.refused.because) } : {
            state: state(result.state),
            takes: String(result.takes),
            calls: result.calls.map((call) => (call.asset === undefined ? [call.from, call.to, String(call.amount)] : [call.asset, call.transition, named(call.input)])),
            events: result.events.map((event) => [event.name, named(event.values)]),
        });

        const answer = (machine, { register, context, transition, input }) => {
            const isThere = register.value !== null;
            const before = isThere ? stateOf(machine, register) : { name: register.state, owner: register.owner, values: {}, timers: { due: {}, firings: 0 } };
            const all = isThere && context.callerMachine === '' ? openTransitions(machine, register, context) : openFrom(machine, before, { ...context, asset: register.id });
            return {
                state: state(before),
                open: all.map(({ name, open, why, conditions }) => ({ name, open, why, conditions })),
                due: machine.transitions.filter((one) => one.due !== null).map((one) => [one.name, String(dueOf(machine, one, before) ?? 'never')]),
                step: stepped(step(machine, before, transition, input, { ...context, asset: register.id })),
            };
        };

        const machineOf = (text) => (text === null ? eshareMachine() : compileMachine(text));

        export const answers = (text, cases) => {
            const machine = machineOf(text);
            return { name: machine.name, costs: machine.transitions.map((one) => one.cost), who: machine.transitions.map((one) => one.who), cases: cases.map((one) => answer(machine, one)) };
        };

        const faultOf = (text, read) => {
            try {
                read(text);
                return null;
            } catch (error) {
                if (error.name !== 'MachineFault') {
                    throw error;
                }
                return [error.line, error.column, error.sentence];
            }
        };

        export const faults = (texts) => texts.map((text) => faultOf(text, parseMachine) ?? faultOf(text, compileMachine));

        export const registers = (all) => all.map((bytes) => {
            try {
                const { values, timers } = readAssetValue(bytes);
                return { values: named(values), due: due(timers), firings: timers.firings };
            } catch (error) {
                if (error.code !== 'wrong-values') {
                    throw error;
                }
                return null;
            }
        });

        export const inputs = (texts) => texts.map((text) => {
            const value = fromJson(JSON.parse(text));
            return value === null ? null : JSON.stringify(toJson(value));
        });

        export const asks = (text, register, context) => openTransitions(machineOf(text), register, context).map(({ name, asks: all, note, due: at, values }) => ({ name, asks: all, note, due: at, values: looks(values) }));
        """;

    public static async Task<ModulePage> OpenAsync()
    {
        var page = await ModulePage.OpenAsync();
        await page.ServeModuleAsync(Module, Adapter);
        return page;
    }

    /// <summary>Lets the page answer the cases, and compares with what the machine itself answered.</summary>
    public static async Task CompareAsync(ModulePage page, Machine machine, IReadOnlyList<MachineCase> cases)
    {
        var answer = JsonNode.Parse((await page.CallAsync(Module, "answers", machine.Text, cases.Select(static one => one.Question))).GetRawText())!;
        Assert.Equal(machine.Name, (string?)answer["name"]);
        if (machine.Text is not null)
        {
            Assert.Equal(machine.Transitions.Select(static one => one.Who.Name), answer["who"]!.AsArray().Select(static one => (string?)one));
            Assert.Equal(machine.Transitions.Select(static one => one.Cost), answer["costs"]!.AsArray().Select(static one => (int)one!));
        }
        var answers = answer["cases"]!.AsArray();
        Assert.Equal(cases.Count, answers.Count);
        for (var i = 0; i < cases.Count; i++)
        {
            if (machine.Text is null && answers[i]!["step"]!["because"] is not null)
            {
                // What ships as code does not tell what its guards looked at.
                answers[i]!["step"]!["because"] = new JsonArray();
            }
            Assert.True(JsonNode.DeepEquals(cases[i].Answer, answers[i]), $"{cases[i].Question.ToJsonString()}\nthere {cases[i].Answer.ToJsonString()}\nhere  {answers[i]!.ToJsonString()}\n{machine.Text}");
        }
    }
}
