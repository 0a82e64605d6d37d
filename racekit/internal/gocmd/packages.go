package gocmd

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"strings"
)

// A Package is what racekit needs to know of a package, in go list's words.
type Package struct {
	ImportPath   string
	Dir          string
	Standard     bool
	Module       *struct{ Main bool }
	TestGoFiles  []string
	XTestGoFiles []string
	Error        *struct{ Err string }

	Files []string `json:"-"` // named by the user instead of a package
}

const packageFields = "ImportPath,Dir,Standard,Module,TestGoFiles,XTestGoFiles,Error"

// InMain reports whether the package belongs to the user, so that records may
// be written beside it. Files named on the command line make one that does.
func (p *Package) InMain() bool {
	return !p.Standard && (p.Module == nil || p.Module.Main)
}

// HasTests reports whether the package has test files.
func (p *Package) HasTests() bool { return len(p.TestGoFiles)+len(p.XTestGoFiles) > 0 }

// patterns name the package to the go command.
func (p *Package) patterns() []string {
	if p.Files != nil {
		return p.Files
	}
	return []string{p.ImportPath}
}

// List resolves package patterns, or the names of Go files that make a package.
// A package that cannot be loaded has Error set; the error returned is about
// the patterns or the module as a whole.
func (g *Go) List(ctx context.Context, patterns ...string) ([]*Package, error) {
	args := append(with([]string{"list", "-e", "-json=" + packageFields}, g.load...), "--")
	cmd := g.command(ctx, append(args, patterns...)...)
	var out, errs bytes.Buffer
	cmd.Stdout, cmd.Stderr = &out, &errs
	if err := cmd.Run(); err != nil {
		if msg := strings.TrimSpace(errs.String()); msg != "" {
			return nil, errors.New(msg)
		}
		return nil, fmt.Errorf("go list: %w", err)
	}
	var pkgs []*Package
	for dec := json.NewDecoder(&out); ; {
		p := new(Package)
		if err := dec.Decode(p); err == io.EOF {
			break
		} else if err != nil {
			return nil, fmt.Errorf("go list: cannot read its output: %w", err)
		}
		if strings.HasSuffix(patterns[0], ".go") && p.ImportPath == "command-line-arguments" {
			p.Files = patterns
		}
		pkgs = append(pkgs, p)
	}
	if len(pkgs) == 0 {
		return nil, fmt.Errorf("no packages match %s", strings.TrimSpace(strings.Join(patterns, " ")+" "+lastLine(errs.String())))
	}
	return pkgs, nil
}

func lastLine(s string) string {
	s = strings.TrimSpace(s)
	return s[strings.LastIndexByte(s, '\n')+1:]
}
