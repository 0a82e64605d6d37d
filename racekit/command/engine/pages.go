package engine

import (
	"flag"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"strings"

	"github.com/racekit/toolkit/racekit/internal/campaign"
	"github.com/racekit/toolkit/racekit/internal/file"
	"github.com/racekit/toolkit/racekit/internal/report"
)

// Pages says where the executions of findings are written for other viewers.
type Pages struct {
	html, perfetto string // a file, or a folder for a file per finding; "" is nowhere
	artifacts      bool
	OutputDir      string
	taken          map[string]bool // files that have a finding
}

func (p *Pages) flags(fs *flag.FlagSet) {
	fs.StringVar(&p.html, "html", "", "write each finding as an HTML page: to `file`, or into file if it is a folder")
	fs.StringVar(&p.perfetto, "perfetto", "", "write each finding as a trace for ui.perfetto.dev: to `file`, or into file if it is a folder")
}

func (p *Pages) artifactFlags(fs *flag.FlagSet) {
	fs.BoolVar(&p.artifacts, "artifacts", false, "write the -html page and the -perfetto trace of each finding below _artifacts in -outputdir")
	fs.StringVar(&p.OutputDir, "outputdir", ".", "the `folder` for -artifacts and for a relative -coverprofile")
}

// Write writes what was asked for of f, a finding in a package, and says in f
// where that is, or why it is not there.
func (p *Pages) Write(t report.Terminal, pkg string, f *campaign.Finding) {
	folder := ""
	test, _, _ := strings.Cut(f.Test, "/") // the name of a subtest may be no name of a file
	if p.artifacts {
		folder = filepath.Join(p.OutputDir, "_artifacts", filepath.FromSlash(pkg), test)
	}
	for _, one := range []struct {
		where, ext string
		write      func(io.Writer, campaign.Finding) error
	}{
		{p.html, ".html", t.WritePage},
		{folder, ".html", t.WritePage},
		{p.perfetto, ".json", t.WritePerfetto},
		{folder, ".json", t.WritePerfetto},
	} {
		if one.where == "" || f.Trace == nil {
			continue
		}
		name := one.where
		if isFolder(name, one.ext) {
			name = filepath.Join(name, test+"-"+f.ID+one.ext)
		} else if p.taken[name] {
			f.Notes = append(f.Notes, fmt.Sprintf("not written to %s, which has another finding: name a folder", name))
			continue
		}
		if p.taken == nil {
			p.taken = map[string]bool{}
		}
		p.taken[name] = true
		if err := file.SaveAll(name, func(w io.Writer) error { return one.write(w, *f) }); err != nil {
			f.Notes = append(f.Notes, err.Error())
			continue
		}
		f.Pages = append(f.Pages, name)
	}
}

// isFolder reports whether where names a folder: one that is there, or a name
// without the extension.
func isFolder(where, ext string) bool {
	if info, err := os.Stat(where); err == nil {
		return info.IsDir()
	}
	return !strings.EqualFold(filepath.Ext(where), ext)
}
