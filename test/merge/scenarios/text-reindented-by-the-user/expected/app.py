def main():
    load()
    if READY:
        connect(2)
        run()
        flush()
        close()


main()
