using System.Reflection;
using System.Reflection.Emit;

namespace Orleans.Embedded;

/// <summary>Generates the call class of one grain method: fields for the arguments, and the virtual call.</summary>
internal static class CallTypes
{
    private const BindingFlags Any = BindingFlags.Instance | BindingFlags.Public | BindingFlags.NonPublic;

    private static readonly MethodInfo s_tokenSetter = typeof(Call).GetProperty(nameof(Call.CallerToken))!.SetMethod!;

    /// <summary>What a proxy method needs to fill and send a call.</summary>
    internal sealed record CallType(ConstructorInfo Constructor, FieldInfo?[] Fields, MethodInfo TokenSetter, MethodInfo SendMethod);

    public static CallType Define(ModuleBuilder module, string name, Type interfaceType, MethodInfo method)
    {
        var shape = Shape.Of(method.ReturnType);
        var type = module.DefineType(name, TypeAttributes.Sealed | TypeAttributes.Class, shape.BaseType);
        var parameters = method.GetParameters();
        var fields = parameters
            .Select((p, i) => p.ParameterType == typeof(CancellationToken) ? null : type.DefineField($"arg{i}", p.ParameterType, FieldAttributes.Public))
            .ToArray();
        var descriptor = type.DefineField("Descriptor", typeof(CallDescriptor), FieldAttributes.Public | FieldAttributes.Static);
        var constructor = type.DefineDefaultConstructor(MethodAttributes.Public);

        DefineDescriptor(type, descriptor);
        DefineInvoke(type, shape, method, fields);
        DefineGetArgument(type, fields);
        DefineSetArgument(type, fields);
        DefineCopy(type, parameters, fields);
        if (shape.HasResult && method.ReturnParameter.IsDefined(typeof(ImmutableAttribute)))
        {
            var shares = Override(type, shape.BaseType, "get_SharesResult");
            shares.Emit(OpCodes.Ldc_I4_1);
            shares.Emit(OpCodes.Ret);
        }

        var created = type.CreateType();
        created.GetField(descriptor.Name)!.SetValue(null, new CallDescriptor(interfaceType, method));
        var createdFields = fields.Select(f => f is null ? null : created.GetField(f.Name)).ToArray();
        return new CallType(created.GetConstructor(Type.EmptyTypes)!, createdFields, s_tokenSetter, shape.SendMethod);
    }

    private static ILGenerator Override(TypeBuilder type, Type baseType, string name)
    {
        var declared = baseType.GetMethod(name, Any)!;
        var method = type.DefineMethod(
            name,
            (declared.Attributes & MethodAttributes.MemberAccessMask) | MethodAttributes.Virtual | MethodAttributes.HideBySig,
            declared.ReturnType,
            [.. declared.GetParameters().Select(p => p.ParameterType)]);
        return method.GetILGenerator();
    }

    private static void DefineDescriptor(TypeBuilder type, FieldBuilder descriptor)
    {
        var il = Override(type, typeof(Call), "get_Descriptor");
        il.Emit(OpCodes.Ldsfld, descriptor);
        il.Emit(OpCodes.Ret);
    }

    private static void DefineInvoke(TypeBuilder type, Shape shape, MethodInfo method, FieldBuilder?[] fields)
    {
        var il = Override(type, shape.BaseType, "InvokeInner");
        il.Emit(OpCodes.Ldarg_1);
        il.Emit(OpCodes.Castclass, method.DeclaringType!);
        foreach (var field in fields)
        {
            il.Emit(OpCodes.Ldarg_0);
            if (field is null)
            {
                il.Emit(OpCodes.Callvirt, typeof(Call).GetMethod(nameof(Call.GetCancellationToken))!);
            }
            else
            {
                il.Emit(OpCodes.Ldfld, field);
            }
        }

        il.Emit(OpCodes.Callvirt, method);
        if (shape.Wrapper is { } wrapper)
        {
            il.Emit(OpCodes.Newobj, wrapper);
        }

        il.Emit(OpCodes.Ret);
    }

    private static void DefineGetArgument(TypeBuilder type, FieldBuilder?[] fields)
    {
        var il = Override(type, typeof(Call), nameof(Call.GetArgument));
        var labels = Switch(il, fields.Length);
        for (var i = 0; i < fields.Length; i++)
        {
            il.MarkLabel(labels[i]);
            il.Emit(OpCodes.Ldarg_0);
            if (fields[i] is { } field)
            {
                il.Emit(OpCodes.Ldfld, field);
                il.Emit(OpCodes.Box, field.FieldType);
            }
            else
            {
                il.Emit(OpCodes.Callvirt, typeof(Call).GetMethod(nameof(Call.GetCancellationToken))!);
                il.Emit(OpCodes.Box, typeof(CancellationToken));
            }

            il.Emit(OpCodes.Ret);
        }
    }

    private static void DefineSetArgument(TypeBuilder type, FieldBuilder?[] fields)
    {
        var il = Override(type, typeof(Call), nameof(Call.SetArgument));
        var labels = Switch(il, fields.Length);
        for (var i = 0; i < fields.Length; i++)
        {
            il.MarkLabel(labels[i]);
            il.Emit(OpCodes.Ldarg_0);
            il.Emit(OpCodes.Ldarg_2);
            if (fields[i] is { } field)
            {
                il.Emit(OpCodes.Unbox_Any, field.FieldType);
                il.Emit(OpCodes.Stfld, field);
            }
            else
            {
                il.Emit(OpCodes.Unbox_Any, typeof(CancellationToken));
                il.Emit(OpCodes.Call, s_tokenSetter);
            }

            il.Emit(OpCodes.Ret);
        }
    }

    /// <summary>Jumps by the index in the first argument, and throws for every other index.</summary>
    private static Label[] Switch(ILGenerator il, int count)
    {
        var labels = Enumerable.Range(0, count).Select(_ => il.DefineLabel()).ToArray();
        il.Emit(OpCodes.Ldarg_1);
        il.Emit(OpCodes.Switch, labels);
        il.Emit(OpCodes.Ldstr, "index");
        il.Emit(OpCodes.Newobj, typeof(ArgumentOutOfRangeException).GetConstructor([typeof(string)])!);
        il.Emit(OpCodes.Throw);
        return labels;
    }

    private static void DefineCopy(TypeBuilder type, ParameterInfo[] parameters, FieldBuilder?[] fields)
    {
        var copied = Enumerable.Range(0, fields.Length)
            .Where(i => fields[i] is not null && !parameters[i].IsDefined(typeof(ImmutableAttribute)) && !Copying.IsShared(parameters[i].ParameterType))
            .ToList();
        if (copied.Count == 0)
        {
            return;
        }

        var il = Override(type, typeof(Call), nameof(Call.CopyArguments));
        foreach (var i in copied)
        {
            var field = fields[i]!;
            il.Emit(OpCodes.Ldarg_0);
            il.Emit(OpCodes.Ldarg_0);
            il.Emit(OpCodes.Ldfld, field);
            il.Emit(OpCodes.Call, typeof(Copying<>).MakeGenericType(field.FieldType).GetMethod(nameof(Copying<object>.Copy))!);
            il.Emit(OpCodes.Stfld, field);
        }

        il.Emit(OpCodes.Ret);
    }

    /// <summary>How a return type maps to a call base class and to the method that sends it.</summary>
    private sealed record Shape(Type BaseType, MethodInfo SendMethod, ConstructorInfo? Wrapper, bool HasResult)
    {
        public static Shape Of(Type returnType)
        {
            if (returnType == typeof(Task))
            {
                return new(typeof(VoidCall), Send("SendTask"), typeof(ValueTask).GetConstructor([typeof(Task)]), false);
            }

            if (returnType == typeof(ValueTask))
            {
                return new(typeof(VoidCall), Send("SendValueTask"), null, false);
            }

            var definition = returnType.GetGenericTypeDefinition();
            var result = returnType.GetGenericArguments()[0];
            if (definition == typeof(IAsyncEnumerable<>))
            {
                return new(typeof(StreamRequest<>).MakeGenericType(result), Send("SendStream").MakeGenericMethod(result), null, false);
            }

            var call = typeof(ResultCall<>).MakeGenericType(result);
            return definition == typeof(Task<>)
                ? new(call, Send("SendTaskOf").MakeGenericMethod(result), typeof(ValueTask<>).MakeGenericType(result).GetConstructor([returnType]), true)
                : new(call, Send("SendValueTaskOf").MakeGenericMethod(result), null, true);
        }

        private static MethodInfo Send(string name) => typeof(Orleans.Runtime.GrainReference).GetMethod(name, Any)!;
    }
}
