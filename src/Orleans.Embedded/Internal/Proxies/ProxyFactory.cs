using System.Collections.Concurrent;
using System.Linq.Expressions;
using System.Reflection;
using System.Reflection.Emit;
using System.Runtime.CompilerServices;
using Orleans.Runtime;

namespace Orleans.Embedded;

/// <summary>
/// Generates, for each grain interface, a reference class that implements it and one call class for each method. Each proxy method
/// fills a call object and sends it: no boxing, no reflection at call time.
/// </summary>
internal static class ProxyFactory
{
    private static readonly ConcurrentDictionary<Type, Lazy<Func<ReferenceShared, GrainId, GrainReference>>> s_factories = new();
    private static readonly Lock s_gate = new();
    private static readonly AssemblyBuilder s_assembly = AssemblyBuilder.DefineDynamicAssembly(new AssemblyName("Orleans.Embedded.Proxies"), AssemblyBuilderAccess.Run);
    private static readonly ModuleBuilder s_module = s_assembly.DefineDynamicModule("Orleans.Embedded.Proxies");
    private static readonly HashSet<string> s_visible = new(StringComparer.Ordinal);
    private static readonly ConstructorInfo s_baseConstructor =
        typeof(GrainReference).GetConstructor(BindingFlags.Instance | BindingFlags.NonPublic, [typeof(ReferenceShared), typeof(GrainId)])!;

    private static int s_number;

    public static Func<ReferenceShared, GrainId, GrainReference> For(Type interfaceType)
    {
        return s_factories.GetOrAdd(interfaceType, static type => new(() => Generate(type))).Value;
    }

    /// <summary>The methods that a proxy of the interface implements.</summary>
    public static IEnumerable<MethodInfo> MethodsOf(Type interfaceType)
    {
        return interfaceType.GetInterfaces().Prepend(interfaceType)
            .SelectMany(i => i.GetMethods(BindingFlags.Instance | BindingFlags.Public | BindingFlags.NonPublic))
            .Where(m => m.IsAbstract);
    }

    private static Func<ReferenceShared, GrainId, GrainReference> Generate(Type interfaceType)
    {
        GrainContracts.Require([interfaceType]);
        lock (s_gate)
        {
            MakeVisible(typeof(GrainReference));
            MakeVisible(interfaceType);
            var proxy = s_module.DefineType($"{interfaceType.Name}_Proxy{s_number++}", TypeAttributes.Sealed | TypeAttributes.Class, typeof(GrainReference), [interfaceType]);
            DefineConstructor(proxy);
            foreach (var method in MethodsOf(interfaceType))
            {
                DefineMethod(proxy, interfaceType, method);
            }

            return Constructor(proxy.CreateType());
        }
    }

    private static void DefineConstructor(TypeBuilder proxy)
    {
        var constructor = proxy.DefineConstructor(MethodAttributes.Public, CallingConventions.Standard, [typeof(ReferenceShared), typeof(GrainId)]);
        var il = constructor.GetILGenerator();
        il.Emit(OpCodes.Ldarg_0);
        il.Emit(OpCodes.Ldarg_1);
        il.Emit(OpCodes.Ldarg_2);
        il.Emit(OpCodes.Call, s_baseConstructor);
        il.Emit(OpCodes.Ret);
    }

    private static void DefineMethod(TypeBuilder proxy, Type interfaceType, MethodInfo method)
    {
        var parameters = method.GetParameters();
        foreach (var type in parameters.Select(p => p.ParameterType).Append(method.ReturnType))
        {
            MakeVisible(type);
        }

        var call = CallTypes.Define(s_module, $"{interfaceType.Name}_{method.Name}_Call{s_number++}", interfaceType, method);
        var implementation = proxy.DefineMethod(
            $"{method.DeclaringType!.FullName}.{method.Name}",
            MethodAttributes.Private | MethodAttributes.Virtual | MethodAttributes.Final | MethodAttributes.HideBySig | MethodAttributes.NewSlot,
            method.ReturnType,
            [.. parameters.Select(p => p.ParameterType)]);
        var il = implementation.GetILGenerator();
        il.Emit(OpCodes.Ldarg_0);
        il.Emit(OpCodes.Newobj, call.Constructor);
        for (var i = 0; i < parameters.Length; i++)
        {
            il.Emit(OpCodes.Dup);
            il.Emit(OpCodes.Ldarg, i + 1);
            if (call.Fields[i] is { } field)
            {
                il.Emit(OpCodes.Stfld, field);
            }
            else
            {
                il.Emit(OpCodes.Call, call.TokenSetter);
            }
        }

        il.Emit(OpCodes.Call, call.SendMethod);
        il.Emit(OpCodes.Ret);
        proxy.DefineMethodOverride(implementation, method);
    }

    private static Func<ReferenceShared, GrainId, GrainReference> Constructor(Type proxy)
    {
        var shared = Expression.Parameter(typeof(ReferenceShared));
        var id = Expression.Parameter(typeof(GrainId));
        var create = Expression.New(proxy.GetConstructor([typeof(ReferenceShared), typeof(GrainId)])!, shared, id);
        return Expression.Lambda<Func<ReferenceShared, GrainId, GrainReference>>(create, shared, id).Compile();
    }

    /// <summary>Lets the generated code see internal types of the assemblies that a signature names.</summary>
    private static void MakeVisible(Type type)
    {
        foreach (var argument in type.GetGenericArguments())
        {
            MakeVisible(argument);
        }

        if (type.HasElementType)
        {
            MakeVisible(type.GetElementType()!);
        }

        foreach (var name in type.GetInterfaces().Append(type).Select(t => t.Assembly.GetName().Name!))
        {
            if (s_visible.Add(name))
            {
                var attribute = typeof(IgnoresAccessChecksToAttribute).GetConstructor([typeof(string)])!;
                s_assembly.SetCustomAttribute(new CustomAttributeBuilder(attribute, [name]));
            }
        }
    }
}
