package main

import (
	"fmt"
	"go/ast"
	"go/build"
	"go/importer"
	"go/parser"
	"go/token"
	"go/types"
	"path/filepath"
	"slices"
	"strings"
)

// A Guard is what goroutines may share in a package: a variable of it, or a field
// of a type, that is of package sync or sync/atomic or is used by sync/atomic. What
// has none cannot be shared: the race detector reports who tries.
type Guard struct {
	Package string
	Name    string   // "envLock", "Logger.outMu"
	Type    string   // "sync.RWMutex"
	By      []string // the exported functions by which a program comes to it
}

// survey looks for the guards of the packages, in the source of the Go that runs it.
func survey(packages []string) ([]Guard, error) {
	fset := token.NewFileSet()
	from := importer.ForCompiler(fset, "source", nil)
	var out []Guard
	for _, path := range packages {
		p, err := read(fset, from, path)
		if err != nil {
			return nil, err
		}
		out = append(out, p.guards()...)
	}
	return out, nil
}

// A pkg is a package with its functions.
type pkg struct {
	*types.Package
	info  types.Info
	funcs map[types.Object]*ast.FuncDecl
}

func read(fset *token.FileSet, from types.Importer, path string) (*pkg, error) {
	p, err := build.Import(path, "", build.FindOnly)
	if err != nil {
		return nil, err
	}
	return readDir(fset, from, path, p.Dir)
}

func readDir(fset *token.FileSet, from types.Importer, path, dir string) (*pkg, error) {
	built, err := build.ImportDir(dir, 0)
	if err != nil {
		return nil, err
	}
	var files []*ast.File
	for _, name := range built.GoFiles {
		f, err := parser.ParseFile(fset, filepath.Join(dir, name), nil, parser.SkipObjectResolution)
		if err != nil {
			return nil, err
		}
		files = append(files, f)
	}
	p := &pkg{funcs: map[types.Object]*ast.FuncDecl{}}
	p.info.Defs, p.info.Uses = map[*ast.Ident]types.Object{}, map[*ast.Ident]types.Object{}
	c := types.Config{Importer: from, FakeImportC: true}
	if p.Package, err = c.Check(path, fset, files, &p.info); err != nil {
		return nil, fmt.Errorf("%s: %w", path, err)
	}
	for _, f := range files {
		for _, d := range f.Decls {
			if d, ok := d.(*ast.FuncDecl); ok && d.Body != nil {
				p.funcs[p.info.Defs[d.Name]] = d
			}
		}
	}
	return p, nil
}

// A use is how a function comes to a guard.
type use struct {
	guard string
	kind  string
}

// guards returns those of the package that a program can come to.
func (p *pkg) guards() []Guard {
	direct, calls := map[types.Object][]use{}, map[types.Object][]types.Object{}
	for f, d := range p.funcs {
		direct[f], calls[f] = p.uses(d)
	}
	all := map[string]*Guard{}
	for f := range p.funcs {
		name, ok := entry(f)
		if !ok {
			continue
		}
		seen := map[types.Object]bool{}
		var visit func(types.Object)
		visit = func(g types.Object) {
			if seen[g] {
				return
			}
			seen[g] = true
			for _, u := range direct[g] {
				if all[u.guard] == nil {
					all[u.guard] = &Guard{Package: p.Path(), Name: u.guard, Type: u.kind}
				}
				if a := all[u.guard]; !slices.Contains(a.By, name) {
					a.By = append(a.By, name)
				}
			}
			for _, h := range calls[g] {
				visit(h)
			}
		}
		visit(f)
	}
	var out []Guard
	for _, g := range all {
		slices.Sort(g.By)
		out = append(out, *g)
	}
	slices.SortFunc(out, func(a, b Guard) int { return strings.Compare(a.Name, b.Name) })
	return out
}

// entry names a function that programs can call.
func entry(f types.Object) (string, bool) {
	fn, ok := f.(*types.Func)
	if !ok || !fn.Exported() {
		return "", false
	}
	recv := fn.Signature().Recv()
	if recv == nil {
		return fn.Name(), true
	}
	t := named(recv.Type())
	if t == nil {
		return "", false
	}
	return t.Obj().Name() + "." + fn.Name(), true
}

// uses returns the guards that a function names, and the functions of its package.
func (p *pkg) uses(d *ast.FuncDecl) (out []use, calls []types.Object) {
	var path []ast.Node
	ast.Inspect(d.Body, func(n ast.Node) bool {
		if n == nil {
			path = path[:len(path)-1]
			return true
		}
		path = append(path, n)
		id, ok := n.(*ast.Ident)
		if !ok {
			return true
		}
		switch o := p.info.Uses[id].(type) {
		case *types.Func:
			if o = o.Origin(); p.funcs[o] != nil {
				calls = append(calls, o)
			}
		case *types.Var:
			if o.Pkg() != p.Package || !o.IsField() && o.Parent() != p.Scope() {
				return true
			}
			if kind := guarding(o.Type()); kind != "" {
				out = append(out, use{p.nameOf(o), kind})
			} else if p.inAtomic(path) {
				out = append(out, use{p.nameOf(o), "sync/atomic"})
			}
		}
		return true
	})
	return out, calls
}

// inAtomic reports whether the address of the variable that the path ends with is
// given to a function of sync/atomic.
func (p *pkg) inAtomic(path []ast.Node) bool {
	for i := len(path) - 2; i >= 0; i-- {
		switch n := path[i].(type) {
		case *ast.CallExpr:
			s, ok := n.Fun.(*ast.SelectorExpr)
			if !ok {
				return false
			}
			f := p.info.Uses[s.Sel]
			return f != nil && f.Pkg() != nil && f.Pkg().Path() == "sync/atomic"
		case *ast.SelectorExpr, *ast.UnaryExpr, *ast.IndexExpr:
		default:
			return false
		}
	}
	return false
}

// guarding returns the name of a type of package sync or sync/atomic; "" of others.
func guarding(t types.Type) string {
	for {
		switch u := types.Unalias(t).(type) {
		case *types.Pointer:
			t = u.Elem()
		case *types.Array:
			t = u.Elem()
		case *types.Named:
			if o := u.Obj(); o.Pkg() != nil && (o.Pkg().Path() == "sync" || o.Pkg().Path() == "sync/atomic") && o.Name() != "Locker" {
				return o.Pkg().Name() + "." + o.Name()
			}
			return ""
		default:
			return ""
		}
	}
}

func named(t types.Type) *types.Named {
	if p, ok := types.Unalias(t).(*types.Pointer); ok {
		t = p.Elem()
	}
	n, _ := types.Unalias(t).(*types.Named)
	return n
}

// nameOf names a variable, or a field with its type.
func (p *pkg) nameOf(v *types.Var) string {
	if !v.IsField() {
		return v.Name()
	}
	owner := ""
	for _, name := range p.Scope().Names() {
		o := p.Scope().Lookup(name)
		if _, declares := o.(*types.TypeName); has(o.Type().Underlying(), v) && (owner == "" || declares) {
			owner = name + "."
		}
	}
	return owner + v.Name()
}

// has reports whether a struct, or one in it, has the field.
func has(t types.Type, v *types.Var) bool {
	s, ok := t.(*types.Struct)
	if !ok {
		return false
	}
	for f := range s.Fields() {
		if f.Origin() == v.Origin() {
			return true
		}
		if _, plain := types.Unalias(f.Type()).(*types.Struct); plain && has(f.Type(), v) {
			return true
		}
	}
	return false
}
