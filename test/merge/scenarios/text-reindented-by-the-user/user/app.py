def main():
    load()
    if READY:
        connect(1)
        run()
        close()


main()
