package staleasyncresult

import "context"

func searchNumbered(d *display) {
	question, _ := d.ask()
	answer, err := fetch(context.Background(), question)
	if err != nil {
		return
	}
	d.mu.Lock()
	defer d.mu.Unlock()
	if question == d.newest {
		d.shown = answer
	}
}

func searchCancelled(d *display) {
	question, ctx := d.ask()
	answer, err := fetch(ctx, question)
	if err != nil {
		return
	}
	d.mu.Lock()
	defer d.mu.Unlock()
	if ctx.Err() == nil {
		d.shown = answer
	}
}
