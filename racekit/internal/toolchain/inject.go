package toolchain

import (
	"embed"
	"fmt"
	"go/ast"
	"go/format"
	"go/parser"
	"go/token"
	"io/fs"
	"path"
	"strconv"
	"strings"

	"github.com/racekit/toolkit/racekit/internal/execution/wire"
	"github.com/racekit/toolkit/racekit/internal/sched"
)

// The files of _inject/ go into the packages of these names.
//
//go:embed all:_inject
var injectFS embed.FS

var injectDirs = map[string]string{
	"runtime": "src/runtime",
	"sync":    "src/sync",
	"atomic":  "src/internal/runtime/atomic",
	"testing": "src/testing",
	"sysrand": "src/crypto/internal/sysrand",
	"os":      "src/os",
	"syscall": "src/syscall",
	"log":     "src/log",
}

// These begin the names of files of _inject that are for one detector alone.
const (
	ownFile  = "racekit_detect"
	tsanFile = "racekit_tsan"
)

// ofVariant reports whether a file of _inject is for a detector.
func ofVariant(name string, d Detector) bool {
	return (d == Own || !strings.HasPrefix(name, ownFile)) && (d == TSan || !strings.HasPrefix(name, tsanFile))
}

// injected returns the files that the controlled GOROOT has and Go has not:
// those of _inject/, and the sources of sched and wire, and of the detector,
// renamed into their new packages.
func injected(d Detector) ([]File, error) {
	var out []File
	err := fs.WalkDir(injectFS, "_inject", func(name string, entry fs.DirEntry, err error) error {
		if err != nil || entry.IsDir() || !ofVariant(entry.Name(), d) {
			return err
		}
		text, err := injectFS.ReadFile(name)
		if err != nil {
			return err
		}
		f := File{Name: strings.TrimPrefix(name, "_inject/"), Text: text}
		f.Path = path.Join(injectDirs[path.Base(path.Dir(name))], path.Base(name))
		out = append(out, f)
		return nil
	})
	if err != nil {
		return nil, err
	}
	for _, g := range grafts(d) {
		text, err := transplant(g)
		if err != nil {
			return nil, err
		}
		name := "racekit_" + strings.TrimSuffix(g.prefix, "_") + ".go"
		out = append(out, File{Name: g.pkg + "/" + g.prefix + "source", Path: "src/" + g.pkg + "/" + name, Text: append(text, g.more...)})
	}
	return out, nil
}

// A graft is a package of racekit, or some files of it, that becomes part of a
// package of Go.
type graft struct {
	src    embed.FS
	files  string // as path.Match has them
	prefix string // of the package-level names
	pkg    string
	more   string // comes after it
}

// The names of sched have this prefix everywhere.
const (
	schedPath   = "github.com/racekit/toolkit/racekit/internal/sched"
	schedPrefix = "rks_"
)

// grafts are those of the variant for a detector, which rkw_Variant tells it. The
// runtime and package testing have what they share from one source.
func grafts(d Detector) []graft {
	variant := fmt.Sprintf("\nconst rkw_Variant rkw_Detector = %d // %v\n", d, d)
	all := []graft{
		{sched.Source, "*.go", schedPrefix, "runtime", ""},
		{sched.Source, "*.go", schedPrefix, "testing", ""},
		{wire.Source, "memory.go", "rkw_", "runtime", variant},
		{wire.Source, "*.go", "rkw_", "testing", variant + fmt.Sprintf("const rkw_Version = %#x\n", wire.Version)},
	}
	if d == Own {
		all = append(all, detectorGrafts()...)
	}
	return all
}

// transplant turns the sources of a package that imports nothing but sched into
// one file, in which every package-level name has the prefix. Fields and methods
// keep their names, and no local variable may have the name of something at
// package level. The race detector does not see what they do: they are no part of
// the program.
func transplant(g graft) ([]byte, error) {
	names, err := fs.Glob(g.src, g.files)
	if err != nil {
		return nil, err
	}
	fset := token.NewFileSet()
	var files []*ast.File
	global := map[string]bool{}
	for _, name := range names {
		if name == "source.go" || strings.HasSuffix(name, "_test.go") {
			continue
		}
		text, err := g.src.ReadFile(name)
		if err != nil {
			return nil, err
		}
		f, err := parser.ParseFile(fset, name, text, parser.SkipObjectResolution)
		if err != nil {
			return nil, err
		}
		for _, i := range f.Imports {
			if i.Path.Value != strconv.Quote(schedPath) {
				return nil, fmt.Errorf("%s imports %s: what goes into package %s must import nothing but sched", name, i.Path.Value, g.pkg)
			}
		}
		for _, d := range f.Decls {
			declared(d, global)
		}
		files = append(files, f)
	}
	var out strings.Builder
	fmt.Fprintf(&out, "package %s\n", g.pkg)
	for _, f := range files {
		prefixed(f, global, g.prefix)
		for _, d := range f.Decls {
			if d, ok := d.(*ast.GenDecl); ok && d.Tok == token.IMPORT {
				continue
			}
			out.WriteString("\n")
			if _, ok := d.(*ast.FuncDecl); ok {
				out.WriteString("//go:norace\n")
			}
			if err := format.Node(&out, fset, d); err != nil {
				return nil, err
			}
			out.WriteString("\n")
		}
	}
	return []byte(strings.ReplaceAll(out.String(), "sched.", schedPrefix)), nil
}

// prefixed gives the package-level names in f, which are in global, the prefix.
func prefixed(f *ast.File, global map[string]bool, prefix string) {
	kept := map[*ast.Ident]bool{}
	ast.Inspect(f, func(n ast.Node) bool {
		switch n := n.(type) {
		case *ast.SelectorExpr:
			kept[n.Sel] = true
		case *ast.FuncDecl:
			if n.Recv != nil {
				kept[n.Name] = true
			}
		case *ast.StructType:
			for _, field := range n.Fields.List {
				for _, name := range field.Names {
					kept[name] = true
				}
			}
		case *ast.InterfaceType:
			for _, m := range n.Methods.List {
				for _, name := range m.Names {
					kept[name] = true
				}
			}
		case *ast.CompositeLit:
			if _, array := n.Type.(*ast.ArrayType); !array {
				for _, e := range n.Elts {
					if kv, ok := e.(*ast.KeyValueExpr); ok {
						if id, ok := kv.Key.(*ast.Ident); ok {
							kept[id] = true
						}
					}
				}
			}
		case *ast.Ident:
			if global[n.Name] && !kept[n] {
				n.Name = prefix + n.Name
			}
		}
		return true
	})
}

// declared adds the package-level names of d.
func declared(d ast.Decl, names map[string]bool) {
	switch d := d.(type) {
	case *ast.FuncDecl:
		if d.Recv == nil {
			names[d.Name.Name] = true
		}
	case *ast.GenDecl:
		for _, s := range d.Specs {
			switch s := s.(type) {
			case *ast.TypeSpec:
				names[s.Name.Name] = true
			case *ast.ValueSpec:
				for _, n := range s.Names {
					names[n.Name] = true
				}
			}
		}
	}
}
