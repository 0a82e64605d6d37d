package staleasyncresult

func searchUnchecked(d *display) {
	question, ctx := d.ask()
	if answer, err := fetch(ctx, question); err == nil {
		d.show(answer)
	}
}
