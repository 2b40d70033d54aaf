##@ Web app

.PHONY: contact-sheet
contact-sheet: $(SETUP_STAMP) ## Draw every page at three widths in both themes, into .local/contact-sheet
	@bash make/contact-sheet.sh
